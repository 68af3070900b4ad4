package dev.waybill.broker.group;

import dev.waybill.broker.topic.TopicPartition;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A member and what it holds. Immutable.
 *
 * @param id its id
 * @param instanceId its name across processes, when it is static
 * @param epoch the group epoch whose target it has reached, as far as others let it
 * @param previousEpoch its epoch before that: what it still sends when a reply was lost
 * @param state how far it is
 * @param profile what it said of itself
 * @param assigned what it may read, with the epoch at which it was given each partition
 * @param revoking what it must give up and has not confirmed; the same. No partition is in both.
 */
record Member(
    String id,
    Optional<String> instanceId,
    int epoch,
    int previousEpoch,
    MemberState state,
    Profile profile,
    SortedMap<TopicPartition, Integer> assigned,
    SortedMap<TopicPartition, Integer> revoking) {

  Member {
    assigned = Collections.unmodifiableSortedMap(new TreeMap<>(assigned));
    revoking = Collections.unmodifiableSortedMap(new TreeMap<>(revoking));
    boolean stateFits =
        switch (state) {
          case UNREVOKED -> !revoking.isEmpty();
          case STABLE, UNRELEASED -> revoking.isEmpty();
          case AWAY -> revoking.isEmpty() && assigned.isEmpty() && instanceId.isPresent();
        };
    if (!stateFits
        || previousEpoch > epoch
        || !Collections.disjoint(assigned.keySet(), revoking.keySet())) {
      throw new IllegalStateException(
          "A member cannot be in this state: id="
              + id
              + ", state="
              + state
              + ", epoch="
              + epoch
              + ", previousEpoch="
              + previousEpoch
              + ", assigned="
              + assigned
              + ", revoking="
              + revoking);
    }
  }

  /** Who joins as {@code request} says, holding nothing; {@link HeartbeatRules} has let it. */
  static Member joining(HeartbeatRequest request) {
    return new Member(
        request.memberId(),
        request.instanceId(),
        HeartbeatRequest.JOIN_EPOCH,
        HeartbeatRequest.JOIN_EPOCH,
        MemberState.STABLE,
        Profile.of(request.terms()),
        Collections.emptySortedMap(),
        Collections.emptySortedMap());
  }

  /** Whether a partition is this member's alone: it may read it, or may not have stopped yet. */
  boolean holds(TopicPartition partition) {
    return assigned.containsKey(partition) || revoking.containsKey(partition);
  }

  /** The epoch at which it was given a partition it holds. */
  Optional<Integer> grantEpoch(TopicPartition partition) {
    Integer epoch = assigned.get(partition);
    return Optional.ofNullable(epoch != null ? epoch : revoking.get(partition));
  }

  SortedSet<TopicPartition> assignedPartitions() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(assigned.keySet()));
  }

  /** All it subscribes to. */
  SortedSet<String> topics() {
    return profile.topics();
  }

  /** The same member, having said something else of itself. */
  Member saying(Profile other) {
    return new Member(id, instanceId, epoch, previousEpoch, state, other, assigned, revoking);
  }

  /** Still has to give up {@code rest}; its epoch stays, for it has not reached the next one. */
  Member mustGiveUp(
      SortedMap<TopicPartition, Integer> kept, SortedMap<TopicPartition, Integer> rest) {
    return new Member(
        id, instanceId, epoch, previousEpoch, MemberState.UNREVOKED, profile, kept, rest);
  }

  /**
   * Reached {@code newEpoch}, holding {@code now}; {@code waiting} when others still hold a part of
   * its target.
   */
  Member reached(int newEpoch, SortedMap<TopicPartition, Integer> now, boolean waiting) {
    return new Member(
        id,
        instanceId,
        newEpoch,
        newEpoch == epoch ? previousEpoch : epoch,
        waiting ? MemberState.UNRELEASED : MemberState.STABLE,
        profile,
        now,
        Collections.emptySortedMap());
  }

  /** Its process left and holds nothing; its part of the target stays reserved for the next one. */
  Member away() {
    return new Member(
        id,
        instanceId,
        epoch,
        previousEpoch,
        MemberState.AWAY,
        profile,
        Collections.emptySortedMap(),
        Collections.emptySortedMap());
  }
}
