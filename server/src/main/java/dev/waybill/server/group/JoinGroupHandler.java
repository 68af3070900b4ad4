package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinReply.MemberIdRequired;
import dev.waybill.broker.group.classic.JoinReply.Peer;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.Opaque;
import dev.waybill.broker.group.classic.Protocol;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.JoinGroupRequest;

/**
 * JoinGroup: v0–9. Answered when all members have come, or were given up.
 *
 * <p>From v4 a member without an id is given one and asks again; from v5 there are static members;
 * v9 can tell a returning static leader that nothing is to be shared out. v0 has one timeout for
 * both purposes.
 */
public final class JoinGroupHandler implements ApiHandler<JoinGroupRequest> {
  private static final int FIRST_VERSION_WITH_REQUIRED_ID = 4;
  private static final int FIRST_VERSION_WITH_NO_PROTOCOL = 7;
  private static final int FIRST_VERSION_WITH_SKIPPING = 9;

  private final Broker broker;

  public JoinGroupHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.JOIN_GROUP;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(JoinGroupRequest request, Caller caller) {
    JoinGroupRequestData asked = request.data();
    List<Protocol> protocols = new ArrayList<>();
    for (JoinGroupRequestProtocol protocol : asked.protocols()) {
      protocols.add(new Protocol(protocol.name(), Opaque.copyOf(protocol.metadata())));
    }
    JoinRequest join =
        new JoinRequest(
            asked.groupId(),
            asked.memberId(),
            Optional.ofNullable(asked.groupInstanceId()),
            caller.version() >= FIRST_VERSION_WITH_REQUIRED_ID,
            caller.version() >= FIRST_VERSION_WITH_SKIPPING,
            caller.clientId(),
            caller.host(),
            Duration.ofMillis(asked.sessionTimeoutMs()),
            Duration.ofMillis(asked.rebalanceTimeoutMs()),
            asked.protocolType(),
            protocols);
    return broker.joinGroup(join).thenApply(reply -> answer(reply, caller));
  }

  private static JoinGroupResponseData answer(JoinReply reply, Caller caller) {
    if (reply instanceof MemberIdRequired required) {
      return new JoinGroupResponseData()
          .setErrorCode(Errors.MEMBER_ID_REQUIRED.code())
          .setGenerationId(JoinGroupRequest.UNKNOWN_GENERATION_ID)
          .setProtocolName(caller.version() < FIRST_VERSION_WITH_NO_PROTOCOL ? "" : null)
          .setLeader(JoinGroupRequest.UNKNOWN_MEMBER_ID)
          .setMemberId(required.memberId());
    }
    Joined joined = (Joined) reply;
    JoinGroupResponseData answer =
        new JoinGroupResponseData()
            .setGenerationId(joined.generation())
            .setProtocolType(joined.protocolType())
            .setProtocolName(joined.protocol())
            .setLeader(joined.leaderId())
            .setSkipAssignment(joined.skipAssignment())
            .setMemberId(joined.memberId());
    for (Peer peer : joined.members()) {
      answer
          .members()
          .add(
              new JoinGroupResponseMember()
                  .setMemberId(peer.memberId())
                  .setGroupInstanceId(peer.instanceId().orElse(null))
                  .setMetadata(peer.metadata().toByteArray()));
    }
    return answer;
  }
}
