package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.TransactionDescription;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.jspecify.annotations.Nullable;

/**
 * AddPartitionsToTxn: v0–5. What producers of before KIP-890 send before they write to a partition:
 * all of a request's partitions join, or none and each says why. v4 and 5 are what brokers ask each
 * other, several transactions at a time, and perhaps only whether the partitions have joined.
 */
public final class AddPartitionsToTxnHandler implements ApiHandler<AddPartitionsToTxnRequest> {
  private static final int LAST_VERSION_OF_CLIENTS = 3;
  private static final TransactionErrors ERRORS =
      new TransactionErrors(2, 5, Errors.UNKNOWN_PRODUCER_ID);

  private final Broker broker;

  public AddPartitionsToTxnHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ADD_PARTITIONS_TO_TXN;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      AddPartitionsToTxnRequest request, Caller caller) {
    AddPartitionsToTxnRequestData asked = request.data();
    if (caller.version() <= LAST_VERSION_OF_CLIENTS) {
      ProducerIdentity producer =
          new ProducerIdentity(asked.v3AndBelowProducerId(), asked.v3AndBelowProducerEpoch());
      return join(asked.v3AndBelowTransactionalId(), producer, asked.v3AndBelowTopics(), caller)
          .thenApply(
              errors ->
                  new AddPartitionsToTxnResponseData()
                      .setResultsByTopicV3AndBelow(
                          AddPartitionsToTxnResponse.resultForTransaction(
                                  AddPartitionsToTxnResponse.V3_AND_BELOW_TXN_ID, errors)
                              .topicResults()));
    }
    List<CompletableFuture<AddPartitionsToTxnResult>> results = new ArrayList<>();
    for (AddPartitionsToTxnTransaction transaction : asked.transactions()) {
      String id = transaction.transactionalId();
      ProducerIdentity producer =
          new ProducerIdentity(transaction.producerId(), transaction.producerEpoch());
      results.add(
          (transaction.verifyOnly()
                  ? verify(id, producer, transaction.topics())
                  : join(id, producer, transaction.topics(), caller))
              .thenApply(
                  errors ->
                      AddPartitionsToTxnResponse.resultForTransaction(
                          transaction.transactionalId(), errors)));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              AddPartitionsToTxnResponseData answer = new AddPartitionsToTxnResponseData();
              results.forEach(each -> answer.resultsByTransaction().add(each.join()));
              return answer;
            });
  }

  private CompletableFuture<Map<TopicPartition, Errors>> verify(
      String transactionalId, ProducerIdentity producer, AddPartitionsToTxnTopicCollection topics) {
    return broker
        .transactions(List.of(transactionalId))
        .thenApply(
            found -> {
              TransactionDescription transaction = found.get(transactionalId);
              Map<TopicPartition, Errors> errors = new HashMap<>();
              for (TopicPartition each : AddPartitionsToTxnRequest.getPartitions(topics)) {
                errors.put(each, verify(transaction, producer, known(each)));
              }
              return errors;
            });
  }

  private static Errors verify(
      @Nullable TransactionDescription transaction,
      ProducerIdentity producer,
      Optional<dev.waybill.broker.topic.TopicPartition> partition) {
    if (transaction == null || transaction.identity().producerId() != producer.producerId()) {
      return Errors.INVALID_PRODUCER_ID_MAPPING;
    }
    if (transaction.identity().epoch() != producer.epoch()) {
      return Errors.PRODUCER_FENCED;
    }
    return partition.filter(transaction.partitions()::contains).isPresent()
        ? Errors.NONE
        : Errors.TRANSACTION_ABORTABLE;
  }

  private CompletableFuture<Map<TopicPartition, Errors>> join(
      String transactionalId,
      ProducerIdentity producer,
      AddPartitionsToTxnTopicCollection topics,
      Caller caller) {
    List<TopicPartition> asked = AddPartitionsToTxnRequest.getPartitions(topics);
    List<dev.waybill.broker.topic.TopicPartition> known = new ArrayList<>();
    Map<TopicPartition, Errors> errors = new HashMap<>();
    for (TopicPartition each : asked) {
      Optional<dev.waybill.broker.topic.TopicPartition> ours = known(each);
      ours.ifPresent(known::add);
      errors.put(each, ours.isPresent() ? Errors.NONE : Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
    if (known.size() < asked.size()) {
      errors.replaceAll(
          (each, error) -> error == Errors.NONE ? Errors.OPERATION_NOT_ATTEMPTED : error);
      return CompletableFuture.completedFuture(errors);
    }
    return broker
        .joinTransaction(transactionalId, producer, known)
        .handle(
            (joined, failure) -> {
              if (failure != null) {
                Errors why = ERRORS.of(failure, caller.version());
                errors.replaceAll((each, none) -> why);
              }
              return errors;
            });
  }

  private Optional<dev.waybill.broker.topic.TopicPartition> known(TopicPartition asked) {
    if (asked.partition() < 0) {
      return Optional.empty();
    }
    dev.waybill.broker.topic.TopicPartition ours =
        new dev.waybill.broker.topic.TopicPartition(asked.topic(), asked.partition());
    return broker.view(ours).map(view -> ours);
  }
}
