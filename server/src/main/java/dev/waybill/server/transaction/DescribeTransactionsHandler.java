package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.TransactionDescription;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeTransactionsRequest;
import org.jspecify.annotations.Nullable;

/** DescribeTransactions: v0. The session of each transactional id, and what it has open. */
public final class DescribeTransactionsHandler implements ApiHandler<DescribeTransactionsRequest> {
  private static final long NOT_STARTED = -1;

  private final Broker broker;

  public DescribeTransactionsHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_TRANSACTIONS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      DescribeTransactionsRequest request, Caller caller) {
    List<String> asked = request.data().transactionalIds();
    return broker
        .transactions(asked)
        .thenApply(
            found -> {
              DescribeTransactionsResponseData answer = new DescribeTransactionsResponseData();
              for (String id : asked) {
                answer.transactionStates().add(describe(id, found.get(id)));
              }
              return answer;
            });
  }

  private static TransactionState describe(String id, @Nullable TransactionDescription found) {
    TransactionState state = new TransactionState().setTransactionalId(id);
    if (found == null) {
      return state.setErrorCode(Errors.TRANSACTIONAL_ID_NOT_FOUND.code());
    }
    for (TopicPartition partition : found.partitions()) {
      TopicData topic = state.topics().find(partition.topic());
      if (topic == null) {
        topic = new TopicData().setTopic(partition.topic());
        state.topics().add(topic);
      }
      topic.partitions().add(partition.partition());
    }
    return state
        .setTransactionState(WireStates.of(found.state()))
        .setTransactionTimeoutMs((int) Math.min(Integer.MAX_VALUE, found.timeout().toMillis()))
        .setTransactionStartTimeMs(found.startedMillis().orElse(NOT_STARTED))
        .setProducerId(found.identity().producerId())
        .setProducerEpoch(found.identity().epoch());
  }
}
