package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.HeartbeatRequest;

/** Heartbeat: v0–4, of the classic protocol. */
public final class HeartbeatHandler implements ApiHandler<HeartbeatRequest> {
  private final Broker broker;

  public HeartbeatHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.HEARTBEAT;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(HeartbeatRequest request, Caller caller) {
    HeartbeatRequestData asked = request.data();
    return broker
        .classicHeartbeat(
            asked.groupId(),
            new MemberIdentity(
                asked.memberId(),
                Optional.ofNullable(asked.groupInstanceId()),
                asked.generationId()))
        .thenApply(alive -> new HeartbeatResponseData());
  }
}
