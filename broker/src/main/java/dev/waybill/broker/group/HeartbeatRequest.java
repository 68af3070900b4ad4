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
 * @param memberId an id unique for the member's life (a random UUID)
 * @param memberEpoch the epoch of the last reply, {@link #JOIN_EPOCH} to join, also after the
 *     member lost what it held
 * @param instanceId the name that survives the process, for static members
 * @param terms what it says of itself; joining, it names topics or a pattern, and its rebalance
 *     timeout
 * @param owned the partitions the member holds right now, including those it is still giving up;
 *     empty when unchanged. A partition asked back is given to another member only after it is
 *     missing from this set.
 */
public record HeartbeatRequest(
    String group,
    String memberId,
    int memberEpoch,
    Optional<String> instanceId,
    MemberTerms terms,
    Optional<SortedSet<TopicPartition>> owned) {
  /** No timeout may be longer; the Kafka protocol has no place for more either. */
  public static final Duration LONGEST_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

  /** The epoch of a member that has none yet. */
  public static final int JOIN_EPOCH = 0;

  public HeartbeatRequest {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(memberId, "memberId");
    Objects.requireNonNull(instanceId, "instanceId");
    Objects.requireNonNull(terms, "terms");
    owned = owned.map(each -> Collections.unmodifiableSortedSet(new TreeSet<>(each)));
  }

  /** The first heartbeat of a dynamic member in this process. */
  public static HeartbeatRequest join(
      String group, String memberId, Collection<String> topics, Duration rebalanceTimeout) {
    return new HeartbeatRequest(
        group,
        memberId,
        JOIN_EPOCH,
        Optional.empty(),
        MemberTerms.of(new TreeSet<>(topics), rebalanceTimeout),
        Optional.of(Collections.emptySortedSet()));
  }

  /** The next heartbeat of the same member: nothing changed, holding {@code owned} now. */
  public HeartbeatRequest next(int epoch, Collection<TopicPartition> owned) {
    return new HeartbeatRequest(
        group, memberId, epoch, instanceId, terms.unchanged(), Optional.of(new TreeSet<>(owned)));
  }

  /** The same under a name that survives the process. */
  public HeartbeatRequest as(String instance) {
    return new HeartbeatRequest(group, memberId, memberEpoch, Optional.of(instance), terms, owned);
  }

  /** The same of another client. */
  public HeartbeatRequest of(Client client) {
    return saying(terms.of(client));
  }

  /** The same with another subscription by name. */
  public HeartbeatRequest subscribing(Collection<String> to) {
    return saying(terms.naming(new TreeSet<>(to)));
  }

  /** The same with another subscription by pattern. */
  public HeartbeatRequest subscribing(TopicPattern to) {
    return saying(terms.describing(to));
  }

  /** The same, dead after so much silence; at least a millisecond. */
  public HeartbeatRequest silentFor(Duration sessionTimeout) {
    return saying(terms.silentFor(sessionTimeout));
  }

  /** The same with a preferred assignor. */
  public HeartbeatRequest preferring(String assignor) {
    return saying(terms.preferring(assignor));
  }

  private HeartbeatRequest saying(MemberTerms other) {
    return new HeartbeatRequest(group, memberId, memberEpoch, instanceId, other, owned);
  }
}
