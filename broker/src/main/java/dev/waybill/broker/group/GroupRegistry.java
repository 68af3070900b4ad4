package dev.waybill.broker.group;

import dev.waybill.broker.group.Changes.MemberRef;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every consumer group of a broker: who is in it, who reads what, and up to where.
 *
 * <p>Called by the broker's core only, one call at a time. Deterministic: the same calls give the
 * same answers, records and state. A refused command throws {@link GroupException} and leaves
 * everything as it was.
 *
 * <p><b>What is durable.</b> Group epochs and positions (and what {@link ClassicGroups} says),
 * through the records in {@link Changes}: the caller journals them and gives the answer only after
 * they are synced. Members are not: they live as long as this object. After a restart their ids are
 * unknown and their epochs in the past, so whatever a survivor still sends is refused; but the
 * broker cannot ask it to stop reading. A front whose clients outlive the broker must let a session
 * timeout pass before the first assignment if two readers of one partition would hurt before the
 * commit is refused.
 *
 * <p><b>Start.</b> {@link #replay} every record of the journal in order (with {@link #resolve} and
 * {@link #topicDeleted} for the broker's own), then {@link #recovered} once, then commands.
 */
public final class GroupRegistry {
  private static final int HEARTBEATS_PER_SESSION = 3;

  private final GroupSettings settings;
  private final GroupMachine machine;
  private final PositionRules rules;
  private final DurableGroups durable = new DurableGroups();
  private final Deadlines deadlines;
  private final ClassicGroups classic;
  private final Operators operators;

  /** Groups with at least one member. Invariant: the epoch here is the durable one. */
  private final SortedMap<String, Group> live = new TreeMap<>();

  public GroupRegistry(GroupSettings settings, PartitionCounts partitionCounts) {
    this.settings = settings;
    this.machine = new GroupMachine(partitionCounts, settings.maxMembers());
    this.rules = new PositionRules(partitionCounts, settings.maxMetadataBytes());
    this.deadlines = new Deadlines(settings);
    this.classic = new ClassicGroups(settings, durable, name -> live.containsKey(name));
    this.operators = new Operators(durable, classic, this::group);
  }

  /** The groups of the classic protocol. A group is of one kind while it has members. */
  public ClassicGroups classic() {
    return classic;
  }

  // ---- members

  /**
   * Joins a member or takes its sign of life, and tells it what it may read.
   *
   * @throws GroupException when the member is unknown or fenced, or the request cannot be accepted
   */
  public Outcome<HeartbeatReply> heartbeat(HeartbeatRequest request, Now now) {
    PositionRules.checkGroupName(request.group());
    checkNotClassic(request.group());
    Group before = group(request.group());
    Group after = machine.heartbeat(before, request);
    Changes changes = install(before, after, now);
    Member member = after.member(request.memberId());
    deadlines.heard(request.group(), before.members().get(member.id()), member, now);
    HeartbeatReply reply =
        new HeartbeatReply(
            member.id(), member.epoch(), member.assignedPartitions(), heartbeatInterval(member));
    return new Outcome<>(reply, changes);
  }

  /** A member with a short session must be heard before it is over. */
  private Duration heartbeatInterval(Member member) {
    Duration usual = settings.heartbeatInterval();
    Duration part = deadlines.session(member).dividedBy(HEARTBEATS_PER_SESSION);
    return part.compareTo(usual) < 0 ? part : usual;
  }

  /**
   * Removes a member that has stopped reading; its partitions are free at once.
   *
   * @param instanceId a static member's name; with an empty {@code memberId} it is enough
   * @throws GroupException {@link GroupError#UNKNOWN_MEMBER} when it is not in the group, {@link
   *     GroupError#FENCED_INSTANCE_ID} when its instance is another member by now
   */
  public Changes leave(String group, String memberId, Optional<String> instanceId, Now now) {
    Group before = group(group);
    return install(before, machine.leave(before, memberId, instanceId), now);
  }

  /**
   * A static member has stopped reading and will be back: its partitions are kept for its instance
   * until the session timeout ends.
   *
   * @throws GroupException when the member is unknown or not static
   */
  public Changes leaveTemporarily(
      String group, String memberId, Optional<String> instanceId, Now now) {
    Group before = group(group);
    Group after = machine.leaveTemporarily(before, memberId, instanceId);
    Changes changes = install(before, after, now);
    deadlines.awaitReturn(group, after.member(memberId), now);
    return changes;
  }

  /**
   * Topics were created or deleted, or got more partitions: shares them out again where someone
   * subscribes to them.
   */
  public Changes topicsChanged(Set<String> topics, Now now) {
    ChangesBuilder all = new ChangesBuilder();
    for (Group before : List.copyOf(live.values())) {
      all.add(install(before, machine.topicsChanged(before, topics), now));
    }
    return all.build();
  }

  /** Whether the group has members of the consumer protocol. */
  public boolean hasMembers(String group) {
    return live.containsKey(group);
  }

  /** Whether the member is in the group now. */
  public boolean isMember(String group, String memberId) {
    return group(group).members().containsKey(memberId);
  }

  // ---- positions

  /**
   * Moves positions, all of them or none, and forgets those that are {@link Position#NONE}, all of
   * them or none.
   *
   * @throws GroupException when the committer may not: not a member, behind in epoch, not the
   *     owner, or outside a group that has members
   */
  public Changes commit(
      String group, Committer by, Map<TopicPartition, Position> positions, Now now) {
    checkMayMove(group, by, positions, false, now);
    SortedMap<TopicPartition, Position> moved = new TreeMap<>(positions);
    moved.values().removeIf(Position::isNone);
    SortedSet<TopicPartition> forgotten = new TreeSet<>(positions.keySet());
    forgotten.removeAll(moved.keySet());
    forgotten.retainAll(durable.positionsOf(group).keySet());
    List<GroupRecord> records = new ArrayList<>();
    if (!moved.isEmpty()) {
      records.add(new GroupRecord.PositionsCommitted(group, moved, now.wallMillis()));
    }
    if (!forgotten.isEmpty()) {
      records.add(new GroupRecord.PositionsDeleted(group, forgotten));
    }
    records.forEach(durable::apply);
    return Changes.of(records);
  }

  /**
   * Moves positions when the producer's transaction commits. Checked like {@link #commit}, now
   * rather than then; until the transaction ends, {@link #fetch} reports these partitions as
   * pending.
   *
   * @throws GroupException as {@link #commit}
   */
  public Changes stage(
      long producerId,
      String group,
      Committer by,
      Map<TopicPartition, Position> positions,
      Now now) {
    PositionRules.checkSomewhere(group, positions);
    checkMayMove(group, by, positions, true, now);
    if (positions.isEmpty()) {
      return Changes.NONE;
    }
    return record(
        new GroupRecord.PositionsStaged(
            group, producerId, new TreeMap<>(positions), now.wallMillis()));
  }

  /**
   * The producer's transaction ended: its staged positions take effect, or are dropped. The journal
   * record of this fact is the broker's; in replay it calls this at the same place. Does nothing
   * when nothing is staged.
   *
   * @return the groups whose positions are no longer pending for this producer
   */
  public Set<String> resolve(long producerId, boolean committed) {
    return durable.resolve(producerId, committed);
  }

  /**
   * A topic was deleted: no group has a position in it, so that a later topic of the same name is
   * read from its start. The journal record of this fact is the broker's; in replay it calls this
   * at the same place. Members are told by {@link #topicsChanged}.
   */
  public void topicDeleted(String topic) {
    durable.forgetTopic(topic);
  }

  /**
   * The positions of some partitions; a group that does not exist has none.
   *
   * @throws GroupException when {@code by} claims a membership that is unknown or behind
   */
  public SortedMap<TopicPartition, FetchedPosition> fetch(
      String group, Committer by, Collection<TopicPartition> partitions) {
    PositionRules.checkGroupName(group);
    if (!by.isOutside() && !classic.hasMembers(group)) {
      CommitFence.checkMember(group(group), by);
    }
    return durable.fetch(group, partitions);
  }

  /**
   * All positions of a group, committed or pending.
   *
   * @throws GroupException as {@link #fetch}
   */
  public SortedMap<TopicPartition, FetchedPosition> fetchAll(String group, Committer by) {
    return fetch(group, by, durable.partitionsOf(group));
  }

  // ---- operators

  /**
   * Moves positions of a group nobody reads for.
   *
   * @throws GroupException {@link GroupError#GROUP_NOT_EMPTY} or {@link
   *     GroupError#PENDING_TRANSACTION}
   */
  public Changes reset(String group, Map<TopicPartition, Position> positions, Now now) {
    PositionRules.checkGroupName(group);
    operators.checkIdle(group, "reset");
    PositionRules.checkSomewhere(group, positions);
    rules.check(group, positions);
    if (positions.isEmpty()) {
      return Changes.NONE;
    }
    return record(
        new GroupRecord.PositionsCommitted(group, new TreeMap<>(positions), now.wallMillis()));
  }

  /**
   * Deletes positions in topics that no member of the group reads: it starts anew there.
   *
   * @return the partitions whose positions were kept, because members subscribe to their topics
   * @throws GroupException {@link GroupError#UNKNOWN_GROUP}, {@link
   *     GroupError#PENDING_TRANSACTION}, {@link GroupError#GROUP_NOT_EMPTY} when its members are no
   *     consumers, so that nobody knows what they read
   */
  public Outcome<SortedSet<TopicPartition>> deletePositions(
      String group, Collection<TopicPartition> partitions) {
    operators.checkExists(group);
    operators.checkReadable(group);
    operators.checkNothingPending(group, "delete positions of");
    SortedSet<TopicPartition> kept = operators.inUse(group, partitions);
    SortedSet<TopicPartition> gone = new TreeSet<>(partitions);
    gone.removeAll(kept);
    return new Outcome<>(
        kept,
        gone.isEmpty() ? Changes.NONE : record(new GroupRecord.PositionsDeleted(group, gone)));
  }

  /**
   * Deletes a group nobody reads for, with its positions.
   *
   * @throws GroupException as {@link #reset}, and {@link GroupError#UNKNOWN_GROUP}
   */
  public Changes delete(String group) {
    operators.checkExists(group);
    operators.checkIdle(group, "delete");
    classic.delete(group);
    return record(new GroupRecord.GroupDeleted(group));
  }

  /** Every group, by name. */
  public SortedMap<String, GroupSummary> list() {
    return operators.list();
  }

  /**
   * One group as it is now.
   *
   * @throws GroupException {@link GroupError#UNKNOWN_GROUP}
   */
  public GroupDescription describe(String group) {
    return operators.describe(group);
  }

  // ---- time

  /**
   * Expels members whose session or rebalance timeout is over, and now and then drops groups past
   * their retention. Calling early or late is harmless; a member is never expelled before its
   * deadline.
   */
  public Changes tick(Now now) {
    ChangesBuilder all = new ChangesBuilder();
    for (MemberRef late : deadlines.takeDue(now)) {
      Group before = group(late.group());
      all.add(install(before, machine.leave(before, late.memberId(), Optional.empty()), now));
    }
    if (deadlines.takeRetentionCheck(now)) {
      long keepSince = now.wallMillis() - settings.positionRetention().toMillis();
      for (String idle : durable.idleSince(keepSince)) {
        if (!classic.names().contains(idle)) {
          all.add(record(new GroupRecord.GroupDeleted(idle)));
        }
      }
    }
    return all.build();
  }

  /**
   * When {@link #tick} has something to do next, on the monotonic clock; empty while there are no
   * groups.
   */
  public OptionalLong nextDeadline() {
    return deadlines.next(!durable.names().isEmpty());
  }

  // ---- journal

  /** Applies one record of the journal. */
  public void replay(GroupRecord record) {
    durable.apply(record);
  }

  /**
   * The journal is replayed: members of the last run are gone, but for those of a settled
   * generation of the classic protocol. The epoch of the groups of the others moves on, so that
   * nothing they were ever told is current.
   */
  public Changes recovered(Now now) {
    classic.recovered(now);
    ChangesBuilder all = new ChangesBuilder();
    for (String name : durable.withMembers()) {
      if (classic.hasMembers(name)) {
        continue;
      }
      int epoch = Math.addExact(durable.epochOf(name), 1);
      all.add(record(new GroupRecord.MembershipChanged(name, epoch, false, now.wallMillis())));
    }
    return all.build();
  }

  /** Records from which a new registry is rebuilt; replaces all records so far. */
  public List<GroupRecord> snapshot() {
    return durable.snapshot();
  }

  // ---- inside

  private Group group(String name) {
    Group group = live.get(name);
    return group != null ? group : Group.empty(name, durable.epochOf(name));
  }

  /** Makes {@code after} the group's state. The only place where members come and go. */
  private Changes install(Group before, Group after, Now now) {
    if (after.equals(before)) {
      return Changes.NONE;
    }
    String name = after.name();
    SortedSet<MemberRef> departed = new TreeSet<>();
    for (String gone : before.members().keySet()) {
      if (!after.members().containsKey(gone)) {
        deadlines.forget(name, gone);
        departed.add(new MemberRef(name, gone));
      }
    }
    if (after.members().isEmpty()) {
      live.remove(name);
    } else {
      live.put(name, after);
    }
    List<GroupRecord> records = new ArrayList<>();
    if (after.epoch() != before.epoch()) {
      if (!after.members().isEmpty()
          && !durable.kindOf(name).equals(Optional.of(GroupKind.CONSUMER))) {
        records.add(new GroupRecord.KindChanged(name, GroupKind.CONSUMER));
      }
      records.add(
          new GroupRecord.MembershipChanged(
              name, after.epoch(), !after.members().isEmpty(), now.wallMillis()));
      records.forEach(durable::apply);
    }
    return new Changes(records, after.nudged(), departed);
  }

  private Changes record(GroupRecord record) {
    durable.apply(record);
    return Changes.of(List.of(record));
  }

  private void checkMayMove(
      String group,
      Committer by,
      Map<TopicPartition, Position> positions,
      boolean transactional,
      Now now) {
    PositionRules.checkGroupName(group);
    if (classic.hasMembers(group)) {
      rules.check(group, positions);
      classic.commit(group, by, transactional, now);
    } else {
      CommitFence.check(group(group), by, positions.keySet());
      rules.check(group, positions);
    }
  }

  private void checkNotClassic(String group) {
    if (classic.hasMembers(group)) {
      throw new GroupException(
          GroupError.INCONSISTENT_PROTOCOL,
          "Group \""
              + group
              + "\" has members of the classic protocol, which a member of the consumer one cannot"
              + " join. It did not join; stop the others first, or choose another group.");
    }
  }
}
