package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AddOffsetsToTxnRequest;

/**
 * AddOffsetsToTxn: v0–4. Announces the positions of a group, as producers of before KIP-890 do: the
 * group joins the transaction, which is opened if need be. They follow with TxnOffsetCommit.
 */
public final class AddOffsetsToTxnHandler implements ApiHandler<AddOffsetsToTxnRequest> {
  private static final TransactionErrors ERRORS =
      new TransactionErrors(2, 4, Errors.UNKNOWN_PRODUCER_ID);

  private final Broker broker;

  public AddOffsetsToTxnHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ADD_OFFSETS_TO_TXN;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      AddOffsetsToTxnRequest request, Caller caller) {
    AddOffsetsToTxnRequestData asked = request.data();
    return broker
        .joinTransaction(
            asked.transactionalId(),
            new ProducerIdentity(asked.producerId(), asked.producerEpoch()),
            asked.groupId())
        .handle(
            (joined, failure) ->
                failure == null
                    ? new AddOffsetsToTxnResponseData()
                    : new AddOffsetsToTxnResponseData()
                        .setErrorCode(ERRORS.of(failure, caller.version()).code()));
  }
}
