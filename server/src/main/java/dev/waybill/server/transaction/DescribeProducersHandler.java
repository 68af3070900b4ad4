package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeProducersRequest;

/**
 * DescribeProducers: v0. The idempotent and transactional producers that a partition remembers:
 * what is held up by an open transaction, and by whose.
 */
public final class DescribeProducersHandler implements ApiHandler<DescribeProducersRequest> {
  private static final int NONE = -1;

  /** There is one coordinator, for ever. */
  private static final int COORDINATOR_EPOCH = 0;

  private final Broker broker;

  public DescribeProducersHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_PRODUCERS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      DescribeProducersRequest request, Caller caller) {
    DescribeProducersResponseData answer = new DescribeProducersResponseData();
    List<CompletableFuture<?>> described = new ArrayList<>();
    for (TopicRequest topic : request.data().topics()) {
      TopicResponse told = new TopicResponse().setName(topic.name());
      answer.topics().add(told);
      for (int number : topic.partitionIndexes()) {
        PartitionResponse result = new PartitionResponse().setPartitionIndex(number);
        told.partitions().add(result);
        described.add(describe(topic.name(), number, result));
      }
    }
    return CompletableFuture.allOf(described.toArray(CompletableFuture[]::new))
        .thenApply(all -> answer);
  }

  private CompletableFuture<?> describe(String topic, int number, PartitionResponse result) {
    if (number < 0 || broker.topic(topic).isEmpty()) {
      Errors why = number < 0 ? Errors.UNKNOWN_TOPIC_OR_PARTITION : TopicCatalog.whyMissing(topic);
      return CompletableFuture.completedFuture(result.setErrorCode(why.code()));
    }
    return broker
        .producers(new TopicPartition(topic, number))
        .handle(
            (producers, failure) -> {
              if (failure != null) {
                return result
                    .setErrorCode(BrokerErrors.of(failure).code())
                    .setErrorMessage(BrokerErrors.message(failure));
              }
              producers.forEach(each -> result.activeProducers().add(state(each)));
              return result;
            });
  }

  private static ProducerState state(ProducerDescription producer) {
    return new ProducerState()
        .setProducerId(producer.identity().producerId())
        .setProducerEpoch(producer.identity().epoch())
        .setLastSequence(producer.lastSequence().orElse(NONE))
        .setLastTimestamp(producer.lastSeenMillis())
        .setCoordinatorEpoch(COORDINATOR_EPOCH)
        .setCurrentTxnStartOffset(producer.transactionStart().orElse(NONE));
  }
}
