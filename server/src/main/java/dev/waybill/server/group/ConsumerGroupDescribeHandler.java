package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupDescription.MemberDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.AuthorizedOperations;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ConsumerGroupDescribeRequest;

/**
 * ConsumerGroupDescribe: v0–1, groups of the KIP-848 protocol, with their members on the wire and
 * those in this process, whose host is {@code in-process}.
 */
public final class ConsumerGroupDescribeHandler
    implements ApiHandler<ConsumerGroupDescribeRequest> {
  private static final byte CONSUMER_MEMBER = 1;

  private final Broker broker;
  private final TopicCatalog topics;

  public ConsumerGroupDescribeHandler(Broker broker, TopicCatalog topics) {
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CONSUMER_GROUP_DESCRIBE;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      ConsumerGroupDescribeRequest request, Caller caller) {
    int operations =
        request.data().includeAuthorizedOperations()
            ? AuthorizedOperations.OF_GROUP
            : AuthorizedOperations.OMITTED;
    List<CompletableFuture<DescribedGroup>> groups = new ArrayList<>();
    for (String name : request.data().groupIds()) {
      groups.add(
          broker
              .describeGroup(name)
              .handle(
                  (group, failure) ->
                      failure == null ? described(group) : failed(name, BrokerErrors.of(failure))));
    }
    return CompletableFuture.allOf(groups.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              ConsumerGroupDescribeResponseData answer = new ConsumerGroupDescribeResponseData();
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

  private DescribedGroup described(GroupDescription group) {
    if (GroupNames.type(group.kind()) != GroupType.CONSUMER) {
      return failed(group.name(), Errors.GROUP_ID_NOT_FOUND);
    }
    DescribedGroup described =
        new DescribedGroup()
            .setGroupId(group.name())
            .setGroupState(GroupNames.state(group))
            .setGroupEpoch(group.epoch())
            .setAssignmentEpoch(group.epoch())
            .setAssignorName(group.assignor().orElse(""));
    group.members().forEach(member -> described.members().add(member(member)));
    return described;
  }

  private Member member(MemberDescription member) {
    return new Member()
        .setMemberId(member.memberId())
        .setInstanceId(member.instanceId().orElse(null))
        .setRackId(member.client().rack().orElse(null))
        .setMemberEpoch(member.epoch())
        .setClientId(member.client().id())
        .setClientHost(member.client().host())
        .setSubscribedTopicNames(List.copyOf(member.topics()))
        .setSubscribedTopicRegex(member.pattern().orElse(""))
        .setAssignment(assignment(member.assigned()))
        .setTargetAssignment(assignment(member.target()))
        .setMemberType(CONSUMER_MEMBER);
  }

  private Assignment assignment(Collection<TopicPartition> partitions) {
    return new Assignment()
        .setTopicPartitions(
            ConsumerAssignments.byTopic(partitions, topics).stream()
                .map(
                    each ->
                        new TopicPartitions()
                            .setTopicId(each.id())
                            .setTopicName(each.name())
                            .setPartitions(each.partitions()))
                .toList());
  }

  private static DescribedGroup failed(String name, Errors error) {
    return new DescribedGroup().setGroupId(name).setErrorCode(error.code());
  }
}
