package dev.waybill.broker.group;

import dev.waybill.broker.group.assignor.Assignor;
import dev.waybill.broker.group.assignor.Assignors;
import dev.waybill.broker.group.assignor.Subscriptions;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The transitions of a group: (group, event) → group. No clock: expiry is a member leaving, decided
 * by {@link Deadlines}. An event that cannot be accepted throws, and there is no next group.
 *
 * <p>A member, after the consumer protocol of KIP-848. A new epoch of the group makes a new target;
 * every heartbeat takes the member one step towards it.
 *
 * <pre>
 *                        heartbeat: target lacks a partition it has
 *            ┌──────────────────────────────────────────────────────────┐
 *            │              heartbeat: all confirmed, the               ▼
 *  join ──► STABLE ◄──────── rest of its target is free ─────────── UNREVOKED ──┐ heartbeat: some
 *            │  ▲                                                   │   ▲   ▲   │ not confirmed
 *  heartbeat:│  │ heartbeat: all                heartbeat: all      │   │   └───┘
 *  a part is │  │ parts are free                confirmed, a part   │   │ heartbeat: target lacks
 *  taken     ▼  │                               is taken            ▼   │ a partition it has
 *          UNRELEASED ◄─────────────────────────────────────────────┴───┘
 *
 *  any ── leave, session timeout, UNREVOKED for longer than its rebalance timeout ──► removed, its partitions free
 *  any ── leave temporarily (static members) ──► AWAY ── its instance joins ──► as join
 *  any ── joins again, having lost what it held ──► as join
 * </pre>
 *
 * <p>A repeated heartbeat (its reply was lost) may change what the member subscribes to; it
 * confirms nothing and takes no step, only hears again where it stands. The protocol cannot tell a
 * heartbeat that the network delayed past a later one of the same epoch; should it free a partition
 * too early, {@link CommitFence} still refuses the old holder's positions.
 */
final class GroupMachine {
  private final PartitionCounts partitionCounts;
  private final int maxMembers;

  GroupMachine(PartitionCounts partitionCounts, int maxMembers) {
    this.partitionCounts = partitionCounts;
    this.maxMembers = maxMembers;
  }

  Group heartbeat(Group group, HeartbeatRequest request) {
    HeartbeatRules.check(request);
    Member member = group.members().get(request.memberId());
    boolean joins = request.memberEpoch() == HeartbeatRequest.JOIN_EPOCH;
    if (joins && (member == null || member.state() == MemberState.AWAY)) {
      return join(group, request);
    }
    Member known = HeartbeatRules.known(group, request);
    if (joins && known.previousEpoch() != HeartbeatRequest.JOIN_EPOCH) {
      return rejoin(group, known.instanceId().map(request::as).orElse(request));
    }
    boolean repeated = HeartbeatRules.isRepeated(group, known, request);
    Member saying = known.saying(known.profile().heard(request.terms()));
    Group heard = saying.equals(known) ? group : group.with(saying);
    Group heading = saying.profile().wishesAs(known.profile()) ? heard : retarget(heard);
    // A second step on a lost reply would make the epoch the member sends a third time unknown.
    return repeated ? heading : advance(heading, saying, request.owned());
  }

  /** A static member may be named by its instance alone, with an empty id. */
  Group leave(Group group, String memberId, Optional<String> instanceId) {
    Member leaving = HeartbeatRules.leaving(group, memberId, instanceId);
    SortedMap<String, Member> members = new TreeMap<>(group.members());
    members.remove(leaving.id());
    return retarget(
        new Group(group.name(), group.epoch(), members, group.target(), group.assignor()));
  }

  Group leaveTemporarily(Group group, String memberId, Optional<String> instanceId) {
    Member leaving = HeartbeatRules.known(group, memberId, instanceId);
    if (leaving.instanceId().isEmpty()) {
      throw new GroupException(
          GroupError.INVALID_REQUEST,
          "Member \""
              + memberId
              + "\" of group \""
              + group.name()
              + "\" has no instance id, so nobody can take its place later. It is still a member; let it leave for good.");
    }
    return group.with(leaving.away());
  }

  Group topicsChanged(Group group, Set<String> topics) {
    boolean concerned =
        group.members().values().stream()
            .anyMatch(member -> !Collections.disjoint(member.topics(), topics));
    return concerned ? retarget(group) : group;
  }

  private Group join(Group group, HeartbeatRequest request) {
    HeartbeatRules.checkJoin(request);
    Optional<Member> predecessor = request.instanceId().flatMap(group::memberOfInstance);
    if (predecessor.isEmpty()) {
      HeartbeatRules.checkRoom(group, maxMembers);
    }
    predecessor.ifPresent(member -> HeartbeatRules.checkReleased(group, member, request));
    Member joining = Member.joining(request);
    Group joined =
        predecessor.map(member -> replace(group, member, joining)).orElse(group.with(joining));
    boolean sameWish =
        predecessor.isPresent() && predecessor.get().profile().wishesAs(joining.profile());
    return advance(sameWish ? joined : retarget(joined), joining, Optional.empty());
  }

  /**
   * A member lost what it held, and begins anew under the same id. The new epoch refuses what it
   * may still commit from before.
   */
  private Group rejoin(Group group, HeartbeatRequest request) {
    HeartbeatRules.checkJoin(request);
    Member joining = Member.joining(request);
    return advance(retarget(group.with(joining)), joining, Optional.empty());
  }

  /**
   * The next process of the same instance inherits the target, so that a restart moves no
   * partition.
   */
  private static Group replace(Group group, Member predecessor, Member joining) {
    SortedMap<String, Member> members = new TreeMap<>(group.members());
    members.remove(predecessor.id());
    members.put(joining.id(), joining);
    SortedMap<String, SortedSet<TopicPartition>> target = new TreeMap<>(group.target());
    target.remove(predecessor.id());
    target.put(joining.id(), group.targetOf(predecessor.id()));
    return new Group(group.name(), group.epoch(), members, target, group.assignor());
  }

  private static Group advance(
      Group group, Member member, Optional<SortedSet<TopicPartition>> owned) {
    boolean arrived = member.state() == MemberState.STABLE && member.epoch() == group.epoch();
    Member advanced = arrived ? member : Reconciler.advance(group, member, owned);
    return advanced.equals(group.members().get(member.id())) ? group : group.with(advanced);
  }

  /** The next epoch, with a target for it. */
  private Group retarget(Group group) {
    int epoch = Math.addExact(group.epoch(), 1);
    if (group.members().isEmpty()) {
      return Group.empty(group.name(), epoch);
    }
    SortedMap<String, SortedSet<String>> wishes = new TreeMap<>();
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (Member member : group.members().values()) {
      wishes.put(member.id(), member.topics());
      member.topics().forEach(topic -> counts.computeIfAbsent(topic, partitionCounts::of));
    }
    Assignor assignor =
        Assignors.mostPreferred(
            group.members().values().stream()
                .flatMap(member -> member.profile().assignor().stream())
                .toList());
    return new Group(
        group.name(),
        epoch,
        group.members(),
        assignor.assign(new Subscriptions(wishes, counts), group.target()),
        Optional.of(assignor.name()));
  }
}
