package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;

/**
 * WriteTxnMarkers: v1–2. An operator's abort of what a producer has open in a partition: of the
 * whole transaction, so that none of it is left behind, and its producer is fenced. To commit is
 * refused: only the producer knows whether its transaction is whole, and says so by EndTxn.
 */
public final class WriteTxnMarkersHandler implements ApiHandler<WriteTxnMarkersRequest> {
  private final Broker broker;

  public WriteTxnMarkersHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.WRITE_TXN_MARKERS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      WriteTxnMarkersRequest request, Caller caller) {
    WriteTxnMarkersResponseData answer = new WriteTxnMarkersResponseData();
    List<CompletableFuture<?>> aborts = new ArrayList<>();
    for (WritableTxnMarker marker : request.data().markers()) {
      WritableTxnMarkerResult result =
          new WritableTxnMarkerResult().setProducerId(marker.producerId());
      answer.markers().add(result);
      for (WritableTxnMarkerTopic topic : marker.topics()) {
        WritableTxnMarkerTopicResult told =
            new WritableTxnMarkerTopicResult().setName(topic.name());
        result.topics().add(told);
        for (int number : topic.partitionIndexes()) {
          WritableTxnMarkerPartitionResult partition =
              new WritableTxnMarkerPartitionResult().setPartitionIndex(number);
          told.partitions().add(partition);
          aborts.add(
              abort(marker, topic.name(), number)
                  .thenApply(error -> partition.setErrorCode(error.code())));
        }
      }
    }
    return CompletableFuture.allOf(aborts.toArray(CompletableFuture[]::new))
        .thenApply(all -> answer);
  }

  private CompletableFuture<Errors> abort(WritableTxnMarker marker, String topic, int number) {
    if (marker.transactionResult()) {
      return CompletableFuture.completedFuture(Errors.INVALID_TXN_STATE);
    }
    if (number < 0 || broker.topic(topic).isEmpty()) {
      return CompletableFuture.completedFuture(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
    return broker
        .abortTransaction(
            new TopicPartition(topic, number),
            new ProducerIdentity(marker.producerId(), marker.producerEpoch()))
        .handle((done, failure) -> failure == null ? Errors.NONE : BrokerErrors.of(failure));
  }
}
