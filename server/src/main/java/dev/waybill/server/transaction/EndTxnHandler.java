package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.EndTxnRequest;

/**
 * EndTxn: v0–5. Answered when the decision is durable and the next transaction may begin: nobody is
 * told {@code CONCURRENT_TRANSACTIONS} who waits for the answer. From v5 the answer carries the
 * epoch to go on with (KIP-890), below it the epoch stays.
 */
public final class EndTxnHandler implements ApiHandler<EndTxnRequest> {
  private static final int FIRST_VERSION_WITH_NEW_EPOCH = 5;
  private static final int FIRST_VERSION_WITH_FENCED = 2;
  private static final int FIRST_VERSION_WITH_ABORTABLE = 4;

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
    ProducerIdentity producer = new ProducerIdentity(asked.producerId(), asked.producerEpoch());
    boolean newEpoch = caller.version() >= FIRST_VERSION_WITH_NEW_EPOCH;
    CompletableFuture<EndTxnResponseData> ended =
        newEpoch
            ? broker
                .endTransaction(producer, asked.committed())
                .thenApply(
                    next ->
                        new EndTxnResponseData()
                            .setProducerId(next.producerId())
                            .setProducerEpoch(next.epoch()))
            : broker
                .endTransactionKeepingEpoch(producer, asked.committed())
                .thenApply(done -> new EndTxnResponseData());
    return ended.exceptionally(
        failure ->
            new EndTxnResponseData()
                .setErrorCode(
                    TransactionErrors.of(
                            failure,
                            caller.version(),
                            FIRST_VERSION_WITH_FENCED,
                            FIRST_VERSION_WITH_ABORTABLE)
                        .code())
                .setProducerId(RecordBatch.NO_PRODUCER_ID)
                .setProducerEpoch(RecordBatch.NO_PRODUCER_EPOCH));
  }
}
