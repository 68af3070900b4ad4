package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.InitProducerIdRequest;

/**
 * InitProducerId: v0–6. A new id for idempotent producers, the next session for transactional ones,
 * whose open transaction is aborted. From v3 a producer may name its present session (KIP-360): it
 * is refused when another one has begun since. Two-phase commit (v6) is not offered.
 */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequest> {
  private static final TransactionErrors ERRORS =
      new TransactionErrors(4, 5, Errors.UNKNOWN_PRODUCER_ID);

  private final Broker broker;

  public InitProducerIdHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.INIT_PRODUCER_ID;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      InitProducerIdRequest request, Caller caller) {
    InitProducerIdRequestData asked = request.data();
    if (asked.enable2Pc() || asked.keepPreparedTxn()) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUEST.exception("Two-phase commit is not offered here."));
    }
    if ((asked.producerId() == RecordBatch.NO_PRODUCER_ID)
        != (asked.producerEpoch() == RecordBatch.NO_PRODUCER_EPOCH)) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUEST.exception(
              "Expected a producer id with its epoch or neither, found producerId="
                  + asked.producerId()
                  + ", epoch="
                  + asked.producerEpoch()
                  + "."));
    }
    return session(asked)
        .handle(
            (identity, failure) ->
                failure == null
                    ? new InitProducerIdResponseData()
                        .setProducerId(identity.producerId())
                        .setProducerEpoch(identity.epoch())
                    : new InitProducerIdResponseData()
                        .setErrorCode(ERRORS.of(failure, caller.version()).code())
                        .setProducerId(RecordBatch.NO_PRODUCER_ID)
                        .setProducerEpoch(RecordBatch.NO_PRODUCER_EPOCH));
  }

  private CompletableFuture<ProducerIdentity> session(InitProducerIdRequestData asked) {
    if (asked.transactionalId() == null) {
      return broker.initProducer();
    }
    Optional<ProducerIdentity> present =
        asked.producerId() == RecordBatch.NO_PRODUCER_ID
            ? Optional.empty()
            : Optional.of(new ProducerIdentity(asked.producerId(), asked.producerEpoch()));
    return broker.initProducer(
        asked.transactionalId(), Duration.ofMillis(asked.transactionTimeoutMs()), present);
  }
}
