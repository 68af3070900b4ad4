package dev.waybill.server.group;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.waybill.broker.Broker;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.group.WireMembers.WireMember;
import dev.waybill.server.protocol.ApiHandler;
import dev.waybill.server.protocol.Caller;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
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
 * for a while with -2; the member's id is its own choice from v1.
 *
 * <p>A subscription by regular expression is resolved here, at every heartbeat, and never by the
 * broker's core: the engine is RE2/J, whose time is linear in the input, and new topics are seen
 * with the next heartbeat. The assignment is in every answer, so that a lost one costs nothing.
 */
public final class ConsumerGroupHeartbeatHandler
    implements ApiHandler<ConsumerGroupHeartbeatRequest> {
  private static final Duration DEFAULT_REBALANCE_TIMEOUT = Duration.ofMinutes(5);

  private final Broker broker;
  private final TopicCatalog topics;
  private final WireMembers members;
  private final LongSupplier nanoTime;

  public ConsumerGroupHeartbeatHandler(
      Broker broker, TopicCatalog topics, WireMembers members, LongSupplier nanoTime) {
    this.broker = broker;
    this.topics = topics;
    this.members = members;
    this.nanoTime = nanoTime;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CONSUMER_GROUP_HEARTBEAT;
  }

  @Override
  public CompletionStage<? extends ApiMessage> handle(
      ConsumerGroupHeartbeatRequest request, Caller caller) {
    ConsumerGroupHeartbeatRequestData asked = request.data();
    int epoch = asked.memberEpoch();
    if (epoch == ConsumerGroupHeartbeatRequest.LEAVE_GROUP_MEMBER_EPOCH) {
      members.remove(asked.groupId(), asked.memberId());
      return left(asked, broker.leave(asked.groupId(), asked.memberId()));
    }
    if (epoch == ConsumerGroupHeartbeatRequest.LEAVE_GROUP_STATIC_MEMBER_EPOCH) {
      return left(asked, broker.leaveTemporarily(asked.groupId(), asked.memberId()));
    }
    boolean joins = epoch == ConsumerGroupHeartbeatRequest.JOIN_GROUP_MEMBER_EPOCH;
    String memberId = asked.memberId().isEmpty() ? UUID.randomUUID().toString() : asked.memberId();
    if (epoch < 0 || (!joins && asked.memberId().isEmpty())) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUEST.exception(
              "Expected a member's id and an epoch from -2, found id \""
                  + asked.memberId()
                  + "\" and epoch "
                  + epoch
                  + "."));
    }
    if (joins && asked.subscribedTopicNames() == null && asked.subscribedTopicRegex() == null) {
      return CompletableFuture.failedFuture(
          Errors.INVALID_REQUEST.exception("Expected a joining member to subscribe to something."));
    }
    WireMember before = members.find(asked.groupId(), memberId);
    WireMember member = member(asked, caller, before);
    HeartbeatRequest heartbeat =
        new HeartbeatRequest(
            asked.groupId(),
            memberId,
            epoch,
            Optional.ofNullable(asked.instanceId()),
            subscription(asked, member, before),
            owned(asked),
            member.rebalanceTimeout(),
            Optional.ofNullable(asked.serverAssignor()));
    return broker
        .heartbeat(heartbeat)
        .thenApply(
            reply -> {
              members.put(asked.groupId(), memberId, member);
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

  private WireMember member(
      ConsumerGroupHeartbeatRequestData asked, Caller caller, @Nullable WireMember before) {
    SortedSet<String> names =
        asked.subscribedTopicNames() != null
            ? new TreeSet<>(asked.subscribedTopicNames())
            : before == null ? Collections.emptySortedSet() : before.names();
    Duration rebalanceTimeout =
        asked.rebalanceTimeoutMs() >= 0
            ? Duration.ofMillis(Math.max(1, asked.rebalanceTimeoutMs()))
            : before == null ? DEFAULT_REBALANCE_TIMEOUT : before.rebalanceTimeout();
    Optional<String> rack = Optional.ofNullable(asked.rackId());
    return new WireMember(
        caller.clientId(),
        caller.host(),
        rack.isPresent() || before == null ? rack : before.rack(),
        names,
        regex(asked.subscribedTopicRegex(), before),
        rebalanceTimeout,
        nanoTime.getAsLong());
  }

  /** Null means unchanged, empty means none any more. */
  private static Optional<Pattern> regex(@Nullable String asked, @Nullable WireMember before) {
    if (asked == null) {
      return before == null ? Optional.empty() : before.regex();
    }
    try {
      return asked.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(asked));
    } catch (PatternSyntaxException e) {
      throw Errors.INVALID_REGULAR_EXPRESSION.exception(
          "Expected a regular expression of RE2, found \"" + asked + "\": " + e.getMessage());
    }
  }

  /** Sent on whenever it may have changed: topics come and go under a regular expression. */
  private Optional<SortedSet<String>> subscription(
      ConsumerGroupHeartbeatRequestData asked, WireMember now, @Nullable WireMember before) {
    boolean changed = asked.subscribedTopicNames() != null || asked.subscribedTopicRegex() != null;
    if (!changed && now.regex().isEmpty() && before != null) {
      return Optional.empty();
    }
    if (!changed && before == null) {
      // A member that we have forgotten and the broker perhaps has not: its subscription stands.
      return Optional.empty();
    }
    NavigableSet<String> all = new TreeSet<>(now.names());
    now.regex()
        .ifPresent(
            regex ->
                topics.all().stream()
                    .map(TopicDescription::name)
                    .filter(name -> regex.matcher(name).matches())
                    .forEach(all::add));
    return Optional.of(all);
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
