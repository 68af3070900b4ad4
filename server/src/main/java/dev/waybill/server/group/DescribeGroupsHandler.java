package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.classic.ClassicDescription;
import dev.waybill.server.cluster.AuthorizedOperations;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeGroupsRequest;

/**
 * DescribeGroups: v0–6, groups of the classic protocol. Any other name is a dead group, below v6
 * without an error.
 */
public final class DescribeGroupsHandler implements ApiHandler<DescribeGroupsRequest> {
  private static final int FIRST_VERSION_WITH_NOT_FOUND = 6;

  private final Broker broker;

  public DescribeGroupsHandler(Broker broker) {
    this.broker = broker;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_GROUPS;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      DescribeGroupsRequest request, Caller caller) {
    int operations =
        request.data().includeAuthorizedOperations()
            ? AuthorizedOperations.OF_GROUP
            : AuthorizedOperations.OMITTED;
    List<CompletableFuture<DescribedGroup>> groups = new ArrayList<>();
    for (String name : request.data().groups()) {
      groups.add(
          broker
              .describeGroup(name)
              .handle(
                  (group, failure) ->
                      failure == null
                          ? described(group, caller)
                          : failed(name, BrokerErrors.of(failure), caller)));
    }
    return CompletableFuture.allOf(groups.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              DescribeGroupsResponseData answer = new DescribeGroupsResponseData();
              for (CompletableFuture<DescribedGroup> each : groups) {
                DescribedGroup group = each.join();
                boolean isKnown = group.errorCode() == Errors.NONE.code();
                answer
                    .groups()
                    .add(
                        group.setAuthorizedOperations(
                            isKnown ? operations : AuthorizedOperations.OMITTED));
              }
              return answer;
            });
  }

  private static DescribedGroup described(GroupDescription group, Caller caller) {
    if (GroupNames.type(group.kind()) != GroupType.CLASSIC) {
      return failed(group.name(), Errors.GROUP_ID_NOT_FOUND, caller);
    }
    DescribedGroup described =
        new DescribedGroup()
            .setGroupId(group.name())
            .setGroupState(GroupNames.state(group))
            .setProtocolType(GroupNames.protocolType(group.kind()))
            .setProtocolData(protocol(group));
    group
        .classic()
        .ifPresent(
            classic ->
                classic
                    .members()
                    .forEach(
                        member ->
                            described
                                .members()
                                .add(
                                    new DescribedGroupMember()
                                        .setMemberId(member.memberId())
                                        .setGroupInstanceId(member.instanceId().orElse(null))
                                        .setClientId(member.clientId())
                                        .setClientHost(member.clientHost())
                                        .setMemberMetadata(member.metadata().toByteArray())
                                        .setMemberAssignment(member.assignment().toByteArray()))));
    return described;
  }

  /** Until all have their parts, nothing is agreed upon. */
  private static String protocol(GroupDescription group) {
    return GroupNames.state(group).equals(ClassicGroupState.STABLE.toString())
        ? group.classic().flatMap(ClassicDescription::protocol).orElse("")
        : "";
  }

  private static DescribedGroup failed(String name, Errors error, Caller caller) {
    DescribedGroup dead =
        new DescribedGroup().setGroupId(name).setGroupState(ClassicGroupState.DEAD.toString());
    if (error != Errors.GROUP_ID_NOT_FOUND) {
      return dead.setErrorCode(error.code());
    }
    return caller.version() < FIRST_VERSION_WITH_NOT_FOUND
        ? dead
        : dead.setErrorCode(error.code()).setErrorMessage("Group " + name + " not found.");
  }
}
