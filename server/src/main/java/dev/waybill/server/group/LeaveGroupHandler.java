package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.LeaveGroupResponse;

/**
 * LeaveGroup: v0–5, of the classic protocol; several members at once from v3, static ones also by
 * their instance alone. Each is answered for itself.
 */
public final class LeaveGroupHandler implements ApiHandler<LeaveGroupRequest> {
  private final Broker broker;

  public LeaveGroupHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LEAVE_GROUP;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(LeaveGroupRequest request, Caller caller) {
    List<CompletableFuture<MemberResponse>> leaving = new ArrayList<>();
    for (MemberIdentity member : request.members()) {
      MemberResponse answer =
          new MemberResponse()
              .setMemberId(member.memberId())
              .setGroupInstanceId(member.groupInstanceId());
      leaving.add(
          broker
              .leaveGroup(
                  request.data().groupId(),
                  member.memberId(),
                  Optional.ofNullable(member.groupInstanceId()))
              .handle(
                  (left, failure) ->
                      failure == null
                          ? answer
                          : answer.setErrorCode(BrokerErrors.of(failure).code())));
    }
    return CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                new LeaveGroupResponse(
                        leaving.stream().map(CompletableFuture::join).toList(),
                        Errors.NONE,
                        0,
                        caller.version())
                    .data());
  }
}
