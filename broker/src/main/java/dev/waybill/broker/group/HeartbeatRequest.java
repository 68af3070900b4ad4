package dev.waybill.broker.group;

import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A sign of life from a member, and what it knows. The first one, with {@link #JOIN_EPOCH}, joins.
 *
 * @param group the group's name
 * @param memberId an id the member chose, unique for its life (a random UUID)
 * @param memberEpoch the epoch of the last reply, {@link #JOIN_EPOCH} to join
 * @param instanceId the name that survives the process, for static members
 * @param topics what the member subscribes to; empty when unchanged since it joined
 * @param owned the partitions the member holds right now, including those it is still giving up;
 *     empty when unchanged. A partition asked back is given to another member only after it is
 *     missing from this set.
 * @param rebalanceTimeout how long the member may take to give up a partition before it is expelled
 * @param assignor the assignor it prefers; empty for none
 */
public record HeartbeatRequest(
    String group,
    String memberId,
    int memberEpoch,
    Optional<String> instanceId,
    Optional<SortedSet<String>> topics,
    Optional<SortedSet<TopicPartition>> owned,
    Duration rebalanceTimeout,
    Optional<String> assignor) {
  /** The epoch of a member that has none yet. */
  public static final int JOIN_EPOCH = 0;

  public HeartbeatRequest {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(memberId, "memberId");
    Objects.requireNonNull(instanceId, "instanceId");
    topics = topics.map(HeartbeatRequest::copyOf);
    owned = owned.map(HeartbeatRequest::copyOf);
    Objects.requireNonNull(rebalanceTimeout, "rebalanceTimeout");
    Objects.requireNonNull(assignor, "assignor");
  }

  /** A dynamic member's first heartbeat. */
  public static HeartbeatRequest join(
      String group, String memberId, Collection<String> topics, Duration rebalanceTimeout) {
    return new HeartbeatRequest(
        group,
        memberId,
        JOIN_EPOCH,
        Optional.empty(),
        Optional.of(new TreeSet<>(topics)),
        Optional.of(Collections.emptySortedSet()),
        rebalanceTimeout,
        Optional.empty());
  }

  /** The next heartbeat of the same member: subscription unchanged, holding {@code owned} now. */
  public HeartbeatRequest next(int epoch, Collection<TopicPartition> owned) {
    return new HeartbeatRequest(
        group,
        memberId,
        epoch,
        instanceId,
        Optional.empty(),
        Optional.of(new TreeSet<>(owned)),
        rebalanceTimeout,
        assignor);
  }

  /** The same under a name that survives the process. */
  public HeartbeatRequest as(String instance) {
    return new HeartbeatRequest(
        group,
        memberId,
        memberEpoch,
        Optional.of(instance),
        topics,
        owned,
        rebalanceTimeout,
        assignor);
  }

  /** The same with another subscription. */
  public HeartbeatRequest subscribing(Collection<String> to) {
    return new HeartbeatRequest(
        group,
        memberId,
        memberEpoch,
        instanceId,
        Optional.of(new TreeSet<>(to)),
        owned,
        rebalanceTimeout,
        assignor);
  }

  /** The same with a preferred assignor. */
  public HeartbeatRequest preferring(String name) {
    return new HeartbeatRequest(
        group,
        memberId,
        memberEpoch,
        instanceId,
        topics,
        owned,
        rebalanceTimeout,
        Optional.of(name));
  }

  private static <T> SortedSet<T> copyOf(SortedSet<T> set) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(set));
  }
}
