package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.SyncGroupRequest;

/**
 * SyncGroup: v0–5. Answered when the leader has shared out and that is synced. From v5 a member
 * says which protocol it believes in.
 */
public final class SyncGroupHandler implements ApiHandler<SyncGroupRequest> {
  private final Broker broker;

  public SyncGroupHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.SYNC_GROUP;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(SyncGroupRequest request, Caller caller) {
    if (!request.areMandatoryProtocolTypeAndNamePresent()) {
      return CompletableFuture.failedFuture(Errors.INCONSISTENT_GROUP_PROTOCOL.exception());
    }
    SyncGroupRequestData asked = request.data();
    Map<String, Opaque> assignments = new HashMap<>();
    for (SyncGroupRequestAssignment assignment : asked.assignments()) {
      assignments.put(assignment.memberId(), Opaque.copyOf(assignment.assignment()));
    }
    MemberIdentity member =
        new MemberIdentity(
            asked.memberId(), Optional.ofNullable(asked.groupInstanceId()), asked.generationId());
    return broker
        .syncGroup(
            new SyncRequest(
                asked.groupId(),
                member,
                Optional.ofNullable(asked.protocolType()),
                Optional.ofNullable(asked.protocolName()),
                assignments))
        .thenApply(
            part ->
                new SyncGroupResponseData()
                    .setProtocolType(part.protocolType())
                    .setProtocolName(part.protocol())
                    .setAssignment(part.assignment().toByteArray()));
  }
}
