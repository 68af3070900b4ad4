package dev.waybill.server.group;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.Client;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.MemberTerms;
import dev.waybill.broker.group.TopicPattern;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.BrokerErrors;
import dev.waybill.server.protocol.Caller;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.jspecify.annotations.Nullable;

/**
 * ConsumerGroupHeartbeat: v0–1 (KIP-848). Joins with epoch 0, leaves with -1, as a static member
 * for a while with -2; the member's id is its own choice from v1, in v0 ours.
 *
 * <p>A subscription by regular expression is resolved here and never by the broker's core, again
 * with the first heartbeat after topics came or went; see {@link TopicMatcher}. The assignment is
 * in every answer, so that a lost one costs nothing.
 *
 * <p>A group with members of the classic protocol is not found here, as in Kafka when it does not
 * migrate groups.
 */
public final class ConsumerGroupHeartbeatHandler
    implements ApiHandler<ConsumerGroupHeartbeatRequest> {
  private static final int UNCHANGED = -1;

  private final Broker broker;
  private final TopicCatalog topics;
  private final MemberPatterns patterns;

  public ConsumerGroupHeartbeatHandler(
      Broker broker, TopicCatalog topics, MemberPatterns patterns) {
    this.broker = broker;
    this.topics = topics;
    this.patterns = patterns;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CONSUMER_GROUP_HEARTBEAT;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      ConsumerGroupHeartbeatRequest request, Caller caller) {
    ConsumerGroupHeartbeatRequestData asked = request.data();
    HeartbeatShape.check(asked, caller.version());
    Optional<String> instance = Optional.ofNullable(asked.instanceId());
    if (asked.memberEpoch() < HeartbeatRequest.JOIN_EPOCH) {
      patterns.remove(asked.groupId(), asked.memberId());
      return asked.memberEpoch() == ConsumerGroupHeartbeatRequest.LEAVE_GROUP_MEMBER_EPOCH
          ? left(asked, broker.leave(asked.groupId(), asked.memberId(), instance))
          : left(asked, broker.leaveTemporarily(asked.groupId(), asked.memberId(), instance));
    }
    String memberId = asked.memberId().isEmpty() ? UUID.randomUUID().toString() : asked.memberId();
    TopicMatcher matcher = matcher(asked, memberId);
    return pattern(asked, matcher, caller)
        .thenCompose(
            pattern ->
                broker.heartbeat(
                    new HeartbeatRequest(
                        asked.groupId(),
                        memberId,
                        asked.memberEpoch(),
                        instance,
                        terms(asked, pattern, caller),
                        owned(asked))))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                throw refused(asked, failure);
              }
              patterns.heard(asked.groupId(), memberId, matcher);
              return answer(reply);
            });
  }

  private static CompletionStage<ConsumerGroupHeartbeatResponseData> left(
      ConsumerGroupHeartbeatRequestData asked, CompletableFuture<Void> leaving) {
    return leaving.thenApply(
        gone ->
            new ConsumerGroupHeartbeatResponseData()
                .setMemberId(asked.memberId())
                .setMemberEpoch(asked.memberEpoch()));
  }

  private static CompletionException refused(
      ConsumerGroupHeartbeatRequestData asked, Throwable failure) {
    return new CompletionException(
        BrokerErrors.of(failure) == Errors.INCONSISTENT_GROUP_PROTOCOL
            ? Errors.GROUP_ID_NOT_FOUND.exception(
                "Group " + asked.groupId() + " is not a consumer group.")
            : failure);
  }

  /** Null when it subscribes by name only, or is not known to do otherwise. */
  private @Nullable TopicMatcher matcher(ConsumerGroupHeartbeatRequestData asked, String memberId) {
    String regex = asked.subscribedTopicRegex();
    if (regex != null) {
      return regex.isEmpty() ? null : patterns.matcher(regex);
    }
    return asked.memberEpoch() == HeartbeatRequest.JOIN_EPOCH
        ? null
        : patterns.find(asked.groupId(), memberId);
  }

  private static CompletableFuture<Optional<TopicPattern>> pattern(
      ConsumerGroupHeartbeatRequestData asked, @Nullable TopicMatcher matcher, Caller caller) {
    if (matcher == null) {
      return CompletableFuture.completedFuture(
          Optional.ofNullable(asked.subscribedTopicRegex()).map(none -> TopicPattern.NONE));
    }
    return matcher
        .matching(caller.loop())
        .thenApply(matching -> Optional.of(new TopicPattern(matcher.text(), matching)));
  }

  /** Null means unchanged, as does a negative timeout. */
  private static MemberTerms terms(
      ConsumerGroupHeartbeatRequestData asked, Optional<TopicPattern> pattern, Caller caller) {
    return new MemberTerms(
        new Client(caller.clientId(), caller.host(), Optional.ofNullable(asked.rackId())),
        Optional.ofNullable(asked.subscribedTopicNames()).map(TreeSet::new),
        pattern,
        asked.rebalanceTimeoutMs() == UNCHANGED
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(asked.rebalanceTimeoutMs())),
        Optional.empty(),
        Optional.ofNullable(asked.serverAssignor()));
  }

  private Optional<SortedSet<TopicPartition>> owned(ConsumerGroupHeartbeatRequestData asked) {
    if (asked.topicPartitions() == null) {
      return Optional.empty();
    }
    NavigableSet<TopicPartition> owned = new TreeSet<>();
    for (ConsumerGroupHeartbeatRequestData.TopicPartitions topic : asked.topicPartitions()) {
      // What is gone is owned by nobody.
      topics
          .withId(topic.topicId())
          .ifPresent(
              found ->
                  topic.partitions().stream()
                      .flatMap(number -> WirePartitions.partition(found, number).stream())
                      .forEach(owned::add));
    }
    return Optional.of(owned);
  }

  private ConsumerGroupHeartbeatResponseData answer(HeartbeatReply reply) {
    List<TopicPartitions> assigned =
        ConsumerAssignments.byTopic(reply.assigned(), topics).stream()
            .map(
                each ->
                    new TopicPartitions().setTopicId(each.id()).setPartitions(each.partitions()))
            .toList();
    return new ConsumerGroupHeartbeatResponseData()
        .setMemberId(reply.memberId())
        .setMemberEpoch(reply.memberEpoch())
        .setHeartbeatIntervalMs(Math.toIntExact(reply.heartbeatInterval().toMillis()))
        .setAssignment(new Assignment().setTopicPartitions(assigned));
  }
}
