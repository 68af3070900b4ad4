package dev.waybill.server.transaction;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AddOffsetsToTxnRequest;

/**
 * AddOffsetsToTxn: v0–4. Announces that positions will follow, as producers of before KIP-890 do;
 * it opens the transaction, and there is no partition to join.
 */
public final class AddOffsetsToTxnHandler implements ApiHandler<AddOffsetsToTxnRequest> {
  private static final int FIRST_VERSION_WITH_FENCED = 2;
  private static final int FIRST_VERSION_WITH_ABORTABLE = 4;

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
        .joinTransaction(new ProducerIdentity(asked.producerId(), asked.producerEpoch()), List.of())
        .handle(
            (joined, failure) ->
                failure == null
                    ? new AddOffsetsToTxnResponseData()
                    : new AddOffsetsToTxnResponseData()
                        .setErrorCode(
                            TransactionErrors.of(
                                    failure,
                                    caller.version(),
                                    FIRST_VERSION_WITH_FENCED,
                                    FIRST_VERSION_WITH_ABORTABLE)
                                .code()));
  }
}
