package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.ClassicGroup;
import dev.waybill.broker.group.classic.ClassicMachine;
import dev.waybill.broker.group.classic.ClassicState;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.Settled;
import dev.waybill.broker.group.classic.Step;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The groups whose members speak the classic protocol, beside those of {@link GroupRegistry}, which
 * owns this and the names and positions of both.
 *
 * <p><b>What is durable.</b> The number of each generation, before anybody hears of it; the last
 * settled generation with its members and their parts, before anybody gets a part. After a restart
 * a group is as it last settled and the sessions of its members begin anew: they go on without
 * noticing. Whoever had joined a generation that never settled joins again.
 */
public final class ClassicGroups {
  private record Due(long atMillis, String group) {
    static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::atMillis).thenComparing(Due::group);
  }

  private final ClassicMachine machine;
  private final DurableGroups durable;
  private final Predicate<String> isOfOtherKind;

  /** Groups with members or promised ids. Others are what {@link DurableGroups} says. */
  private final SortedMap<String, ClassicGroup> live = new TreeMap<>();

  private final Map<String, Due> dueByGroup = new HashMap<>();
  private final TreeSet<Due> inOrder = new TreeSet<>(Due.ORDER);

  ClassicGroups(GroupSettings settings, DurableGroups durable, Predicate<String> isOfOtherKind) {
    this.machine = new ClassicMachine(settings.classic(), settings.maxMembers());
    this.durable = durable;
    this.isOfOtherKind = isOfOtherKind;
  }

  /**
   * Someone wants to be in the next generation.
   *
   * @param ticket under which the answer comes, now or later; never used before
   * @param freshId the id to give if one is needed; never used before
   * @throws GroupException when it cannot be accepted; then no answer comes
   */
  public ClassicOutcome join(JoinRequest request, long ticket, String freshId, Now now) {
    PositionRules.checkGroupName(request.group());
    if (isOfOtherKind.test(request.group())) {
      throw new GroupException(
          GroupError.INCONSISTENT_PROTOCOL,
          "Group \""
              + request.group()
              + "\" has members of the consumer protocol, which a member of the classic one cannot"
              + " join. It did not join; stop the others first, or use the same protocol.");
    }
    ClassicGroup group = group(request.group());
    return install(
        group, machine.join(group, request, ticket, freshId, now.monotonicMillis()), now);
  }

  /**
   * A member asks for its part.
   *
   * @param ticket as for {@link #join}
   * @throws GroupException when it is not of the present generation; then no answer comes
   */
  public ClassicOutcome sync(SyncRequest request, long ticket, Now now) {
    ClassicGroup group = group(request.group());
    return install(group, machine.sync(group, request, ticket, now.monotonicMillis()), now);
  }

  /**
   * A sign of life.
   *
   * @return whether the member should join anew, because the next generation is being made
   * @throws GroupException when it is not of the present generation
   */
  public boolean heartbeat(String name, MemberIdentity who, Now now) {
    ClassicGroup group = group(name);
    install(group, machine.heartbeat(group, who, now.monotonicMillis()), now);
    return group.state() == ClassicState.PREPARING_REBALANCE;
  }

  /**
   * A member goes, or an id that was promised is given back. A static member may be named by its
   * instance alone.
   *
   * @throws GroupException when it is not in the group
   */
  public ClassicOutcome leave(String name, String memberId, Optional<String> instance, Now now) {
    ClassicGroup group = group(name);
    return install(group, machine.leave(group, memberId, instance, now.monotonicMillis()), now);
  }

  /** Does what is due. Calling early or late is harmless. */
  public List<ClassicOutcome> tick(Now now) {
    List<ClassicOutcome> outcomes = new ArrayList<>();
    List<String> due = new ArrayList<>();
    for (Due each : inOrder) {
      if (each.atMillis() > now.monotonicMillis()) {
        break;
      }
      due.add(each.group());
    }
    for (String name : due) {
      ClassicGroup group = group(name);
      outcomes.add(install(group, machine.tick(group, now.monotonicMillis()), now));
    }
    return outcomes;
  }

  /** When {@link #tick} has something to do, on the monotonic clock. */
  public OptionalLong nextDeadline() {
    return inOrder.isEmpty() ? OptionalLong.empty() : OptionalLong.of(inOrder.first().atMillis());
  }

  // ---- for the registry

  /** Names of groups with members or promised ids. */
  SortedSet<String> names() {
    return Collections.unmodifiableSortedSet((SortedSet<String>) live.keySet());
  }

  boolean hasMembers(String name) {
    ClassicGroup group = live.get(name);
    return group != null && group.hasMembers();
  }

  ClassicGroup group(String name) {
    ClassicGroup group = live.get(name);
    int newest = durable.epochOf(name);
    if (group == null) {
      return ClassicGroup.empty(name, newest);
    }
    // While it had no members, those of the other kind may have come and gone.
    return group.hasMembers() ? group : group.notBefore(newest);
  }

  /**
   * Lets positions of a group with members be moved.
   *
   * @throws GroupException when the committer is not of the present generation
   */
  void commit(String name, Committer by, boolean transactional, Now now) {
    ClassicGroup group = group(name);
    MemberIdentity who = new MemberIdentity(by.memberId(), by.instanceId(), by.memberEpoch());
    install(group, machine.commit(group, who, transactional, now.monotonicMillis()), now);
  }

  /** The group is deleted; it has no members. */
  void delete(String name) {
    machine.delete(group(name));
    live.remove(name);
    schedule(name, ClassicGroup.NEVER);
  }

  /** The journal is replayed: what settled goes on. */
  void recovered(Now now) {
    for (Map.Entry<String, Settled> each : durable.settled().entrySet()) {
      String name = each.getKey();
      ClassicGroup group =
          ClassicGroup.restored(
              name, each.getValue(), durable.epochOf(name), now.monotonicMillis());
      live.put(name, group);
      schedule(name, group.nextDeadlineMillis());
    }
  }

  // ---- inside

  private ClassicOutcome install(ClassicGroup before, Step step, Now now) {
    ClassicGroup after = step.group();
    String name = after.name();
    List<GroupRecord> records = new ArrayList<>();
    if (after.newest() != before.newest()) {
      after
          .protocolType()
          .filter(type -> after.hasMembers())
          .map(GroupKind::classic)
          .filter(kind -> !durable.kindOf(name).equals(Optional.of(kind)))
          .ifPresent(kind -> records.add(new GroupRecord.KindChanged(name, kind)));
      records.add(
          new GroupRecord.MembershipChanged(
              name, after.newest(), after.hasMembers(), now.wallMillis()));
    }
    if (step.settles()) {
      records.add(new GroupRecord.GenerationSettled(name, after.settled(), now.wallMillis()));
    }
    records.forEach(durable::apply);
    if (after.isForgettable()) {
      live.remove(name);
    } else {
      live.put(name, after);
    }
    schedule(name, after.nextDeadlineMillis());
    return new ClassicOutcome(name, step.answers(), Changes.of(records));
  }

  private void schedule(String name, long atMillis) {
    Due old = dueByGroup.remove(name);
    if (old != null) {
      inOrder.remove(old);
    }
    if (atMillis != ClassicGroup.NEVER) {
      Due due = new Due(atMillis, name);
      dueByGroup.put(name, due);
      inOrder.add(due);
    }
  }
}
