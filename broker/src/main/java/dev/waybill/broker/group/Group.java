package dev.waybill.broker.group;

import dev.waybill.broker.group.Changes.MemberRef;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The members of a group and where they are heading. Immutable; {@link GroupMachine} makes the next
 * one.
 *
 * <p>Invariants: a partition is held by at most one member; it is in the target of at most one
 * member; no member's epoch is above the group's.
 *
 * @param name its name
 * @param epoch grows with every change of members, subscriptions or partitions
 * @param members by id
 * @param target what each member will have once all have caught up with {@code epoch}; a key per
 *     member
 * @param assignor the assignor that made the target, empty while there are no members
 */
record Group(
    String name,
    int epoch,
    SortedMap<String, Member> members,
    SortedMap<String, SortedSet<TopicPartition>> target,
    Optional<String> assignor) {

  /** No member has an empty id. */
  private static final String NOBODY = "";

  Group {
    members = Collections.unmodifiableSortedMap(members);
    target = Collections.unmodifiableSortedMap(target);
  }

  static Group empty(String name, int epoch) {
    return new Group(
        name, epoch, Collections.emptySortedMap(), Collections.emptySortedMap(), Optional.empty());
  }

  /** A member known to be there. */
  Member member(String id) {
    Member member = members.get(id);
    if (member == null) {
      throw new IllegalStateException("Group \"" + name + "\" has no member \"" + id + "\".");
    }
    return member;
  }

  Optional<Member> memberOfInstance(String instanceId) {
    return members.values().stream()
        .filter(member -> member.instanceId().filter(instanceId::equals).isPresent())
        .findFirst();
  }

  SortedSet<TopicPartition> targetOf(String memberId) {
    return target.getOrDefault(memberId, Collections.emptySortedSet());
  }

  /** The same group with a member replaced; who is in it and where it is heading do not change. */
  Group with(Member member) {
    SortedMap<String, Member> changed = new TreeMap<>(members);
    changed.put(member.id(), member);
    return new Group(name, epoch, changed, target, assignor);
  }

  /** Every partition some member other than {@code memberId} holds. */
  Set<TopicPartition> heldByOthers(String memberId) {
    Set<TopicPartition> held = new HashSet<>();
    for (Member member : members.values()) {
      if (!member.id().equals(memberId)) {
        member.assigned().keySet().forEach(partition -> hold(held, member, partition));
        member.revoking().keySet().forEach(partition -> hold(held, member, partition));
      }
    }
    return held;
  }

  GroupState state() {
    if (members.isEmpty()) {
      return GroupState.EMPTY;
    }
    return members.values().stream().allMatch(this::hasArrived)
        ? GroupState.STABLE
        : GroupState.RECONCILING;
  }

  /** Members whose next heartbeat would tell them something new. */
  SortedSet<MemberRef> nudged() {
    Set<TopicPartition> held = heldByOthers(NOBODY);
    SortedSet<MemberRef> nudged = new TreeSet<>();
    for (Member member : members.values()) {
      if (wouldLearn(member, held)) {
        nudged.add(new MemberRef(name, member.id()));
      }
    }
    return nudged;
  }

  GroupDescription describe(
      Optional<GroupKind> kind, SortedMap<TopicPartition, Position> positions) {
    List<GroupDescription.MemberDescription> described =
        members.values().stream().map(this::describe).toList();
    return new GroupDescription(
        name, state(), kind, epoch, assignor, described, positions, Optional.empty());
  }

  private void hold(Set<TopicPartition> held, Member member, TopicPartition partition) {
    if (!held.add(partition)) {
      throw new IllegalStateException(
          "Partition "
              + partition
              + " of group \""
              + name
              + "\" has two owners, one of them member \""
              + member.id()
              + "\"; at most one is possible.");
    }
  }

  private boolean hasArrived(Member member) {
    return member.state() == MemberState.AWAY
        || (member.state() == MemberState.STABLE && member.epoch() == epoch);
  }

  private boolean wouldLearn(Member member, Set<TopicPartition> held) {
    return switch (member.state()) {
      case AWAY -> false;
      // It was told what to give up when it entered this state; now it is its turn to act.
      case UNREVOKED -> false;
      case STABLE -> member.epoch() < epoch;
      case UNRELEASED ->
          member.epoch() < epoch
              || targetOf(member.id()).stream()
                  .anyMatch(partition -> !member.holds(partition) && !held.contains(partition));
    };
  }

  private GroupDescription.MemberDescription describe(Member member) {
    return new GroupDescription.MemberDescription(
        member.id(),
        member.instanceId(),
        member.profile().client(),
        member.epoch(),
        member.state(),
        member.topics(),
        member.profile().pattern().map(TopicPattern::text),
        member.assignedPartitions(),
        Collections.unmodifiableSortedSet(new TreeSet<>(member.revoking().keySet())),
        targetOf(member.id()));
  }
}
