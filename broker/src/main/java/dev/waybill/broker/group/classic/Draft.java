package dev.waybill.broker.group.classic;

import dev.waybill.broker.group.classic.ClassicGroup.FirstDelay;
import dev.waybill.broker.group.classic.ClassicMember.Waiting;
import dev.waybill.broker.group.classic.JoinReply.Joined;
import dev.waybill.broker.group.classic.JoinReply.Peer;
import dev.waybill.broker.group.error.GroupException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The next group while one event is worked into it. Thrown away when the event is refused, so that
 * the group stays as it was.
 */
final class Draft {
  private final String name;
  private final List<Answer> answers = new ArrayList<>();
  private ClassicState state;
  private int generation;
  private int newest;
  private Optional<String> protocolType;
  private Optional<String> protocol;
  private Optional<String> leader;
  private boolean settles;
  private long phaseEndsAtMillis;
  private Optional<FirstDelay> firstDelay;
  private final SortedMap<String, ClassicMember> members;
  private final SortedMap<String, Long> promised;

  Draft(ClassicGroup group) {
    this.name = group.name();
    this.state = group.state();
    this.generation = group.generation();
    this.newest = group.newest();
    this.protocolType = group.protocolType();
    this.protocol = group.protocol();
    this.leader = group.leader();
    this.phaseEndsAtMillis = group.phaseEndsAtMillis();
    this.firstDelay = group.firstDelay();
    this.members = new TreeMap<>(group.members());
    this.promised = new TreeMap<>(group.promised());
  }

  Step step() {
    ClassicGroup group =
        new ClassicGroup(
            name,
            state,
            generation,
            newest,
            protocolType,
            protocol,
            leader,
            members,
            promised,
            phaseEndsAtMillis,
            firstDelay);
    return new Step(group, answers, settles);
  }

  // ---- what it is

  String name() {
    return name;
  }

  ClassicState state() {
    return state;
  }

  SortedMap<String, ClassicMember> members() {
    return members;
  }

  /** The members as they are now; the draft may change while they are gone through. */
  List<ClassicMember> everybody() {
    return List.copyOf(members.values());
  }

  SortedMap<String, Long> promised() {
    return promised;
  }

  Optional<String> protocol() {
    return protocol;
  }

  boolean isLeader(ClassicMember member) {
    return leader.filter(member.id()::equals).isPresent();
  }

  String leaderId() {
    return leader.orElseThrow();
  }

  Optional<FirstDelay> firstDelay() {
    return firstDelay;
  }

  boolean isPhaseOver(long nowMillis) {
    return phaseEndsAtMillis <= nowMillis;
  }

  boolean anyWaitsToJoin() {
    return members.values().stream().anyMatch(member -> member.waitsTo(Waiting.Kind.JOIN));
  }

  boolean allWaitToJoin() {
    return members.values().stream().allMatch(member -> member.waitsTo(Waiting.Kind.JOIN));
  }

  boolean anyOwesSync() {
    return members.values().stream().anyMatch(ClassicMember::owesSync);
  }

  /** The group waits for its slowest member. */
  long rebalanceTimeoutMillis() {
    return members.values().stream()
        .mapToLong(member -> member.rebalanceTimeout().toMillis())
        .max()
        .orElse(0);
  }

  // ---- what becomes of it

  void become(ClassicState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(
          "Group \"" + name + "\" cannot go from " + state + " to " + next + ".");
    }
    state = next;
  }

  void phaseEnds(long atMillis) {
    phaseEndsAtMillis = atMillis;
  }

  void delay(Optional<FirstDelay> delay) {
    firstDelay = delay;
  }

  void put(ClassicMember member) {
    members.put(member.id(), member);
  }

  void add(ClassicMember member, String type) {
    if (members.isEmpty()) {
      protocolType = Optional.of(type);
    }
    put(member);
    if (leader.isEmpty()) {
      leader = Optional.of(member.id());
    }
  }

  /** The member is gone; a request of it that waits is refused. */
  void remove(ClassicMember member, GroupException reason) {
    refuseWaiting(member, reason);
    members.remove(member.id());
    if (isLeader(member)) {
      leader = members.isEmpty() ? Optional.empty() : Optional.of(members.firstKey());
    }
  }

  /** Another process of the same instance takes the member's place. */
  void replace(ClassicMember old, ClassicMember successor, GroupException reason) {
    refuseWaiting(old, reason);
    members.remove(old.id());
    put(successor);
    if (isLeader(old)) {
      leader = Optional.of(successor.id());
    }
  }

  /** Only who has joined can share out. */
  void electLeaderWhoJoined() {
    boolean joined =
        leader.map(id -> members.get(id)).filter(m -> m.waitsTo(Waiting.Kind.JOIN)).isPresent();
    if (!joined) {
      leader =
          members.values().stream()
              .filter(member -> member.waitsTo(Waiting.Kind.JOIN))
              .map(ClassicMember::id)
              .findFirst();
    }
  }

  void beginGeneration() {
    newest = Math.addExact(newest, 1);
    generation = newest;
    protocol = members.isEmpty() ? Optional.empty() : Optional.of(chooseProtocol());
    firstDelay = Optional.empty();
  }

  void settle() {
    settles = true;
  }

  /**
   * The way to share out that all know: each member votes for the first of its own; of those with
   * the most votes the first by name.
   */
  String chooseProtocol() {
    SortedSet<String> common = new TreeSet<>();
    members.values().stream()
        .limit(1)
        .forEach(member -> member.protocols().forEach(known -> common.add(known.name())));
    members.values().forEach(member -> common.removeIf(name -> !member.knows(name)));
    SortedMap<String, Integer> votes = new TreeMap<>();
    for (ClassicMember member : members.values()) {
      member.protocols().stream()
          .map(Protocol::name)
          .filter(known -> common.contains(known))
          .findFirst()
          .ifPresent(favourite -> votes.merge(favourite, 1, Integer::sum));
    }
    return votes.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElseThrow(
            () -> new IllegalStateException("Members of \"" + name + "\" share no protocol."));
  }

  // ---- answers

  void answer(Answer answer) {
    answers.add(answer);
  }

  void refuseWaiting(ClassicMember member, GroupException reason) {
    member.waiting().ifPresent(request -> answer(new Answer.Refusal(request.ticket(), reason)));
  }

  /** Tells a member of the present generation. */
  void answerJoin(ClassicMember member, long ticket) {
    answerJoin(member, ticket, leaderId(), isLeader(member), false);
  }

  void answerJoin(
      ClassicMember member, long ticket, String leaderId, boolean withMembers, boolean skip) {
    List<Peer> peers =
        withMembers
            ? members.values().stream()
                .map(peer -> new Peer(peer.id(), peer.instanceId(), peer.metadataFor(protocol)))
                .toList()
            : List.of();
    answer(
        new Answer.ToJoin(
            ticket,
            new Joined(
                member.id(),
                generation,
                protocolType.orElseThrow(),
                protocol.orElseThrow(),
                leaderId,
                skip,
                peers)));
  }

  void answerSync(ClassicMember member, long ticket) {
    answer(
        new Answer.ToSync(
            ticket,
            new SyncReply(
                protocolType.orElseThrow(), protocol.orElseThrow(), member.assignment())));
  }
}
