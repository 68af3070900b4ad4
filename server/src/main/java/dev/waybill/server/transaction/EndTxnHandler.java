package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.EndTxnRequest;

/**
 * EndTxn: v0–5. Answered when the decision is durable and the next transaction may begin: nobody is
 * told {@code CONCURRENT_TRANSACTIONS} who waits for the answer. From v5 the answer carries the
 * epoch to go on with (KIP-890), below it the epoch stays.
 */
public final class EndTxnHandler implements ApiHandler<EndTxnRequest> {
  private static final int FIRST_VERSION_WITH_NEW_EPOCH = 5;
  private static final TransactionErrors ERRORS =
      new TransactionErrors(2, 4, Errors.UNKNOWN_PRODUCER_ID);

  private final Broker broker;

  public EndTxnHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.END_TXN;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(EndTxnRequest request, Caller caller) {
    EndTxnRequestData asked = request.data();
    boolean newEpoch = caller.version() >= FIRST_VERSION_WITH_NEW_EPOCH;
    return broker
        .endTransaction(
            asked.transactionalId(),
            new ProducerIdentity(asked.producerId(), asked.producerEpoch()),
            asked.committed(),
            newEpoch ? Epochs.BUMPED : Epochs.KEPT)
        .handle(
            (next, failure) -> {
              EndTxnResponseData answer = new EndTxnResponseData();
              if (failure != null) {
                answer.setErrorCode(ERRORS.of(failure, caller.version()).code());
              } else if (newEpoch) {
                answer.setProducerId(next.producerId()).setProducerEpoch(next.epoch());
              }
              return answer;
            });
  }
}
