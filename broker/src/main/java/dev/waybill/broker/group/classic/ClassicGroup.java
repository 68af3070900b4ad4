package dev.waybill.broker.group.classic;

import dev.waybill.broker.group.classic.ClassicDescription.MemberDescription;
import dev.waybill.broker.group.classic.Settled.SettledMember;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A group of the classic protocol. Immutable; {@link ClassicMachine} makes the next one.
 *
 * <p>Invariants: no number of a generation is used twice, whoever restarts; in {@code STABLE} every
 * member's assignment is the one that the leader of this very generation sent; only in {@code
 * PREPARING_REBALANCE} a member waits to join, only in {@code COMPLETING_REBALANCE} to sync.
 *
 * @param generation the present one
 * @param newest the highest number any generation ever had; above {@code generation} only after a
 *     restart that forgot a generation without an assignment
 * @param protocolType what kind of members these are
 * @param protocol the one of the generation
 * @param leader the id of the member that shares out
 * @param promised ids given out and not used yet, each with the end of its promise
 * @param phaseEndsAtMillis when the phase ends whoever is missing; {@link ClassicMember#NEVER} when
 *     nobody is waited for
 * @param firstDelay the delay before the first generation of an empty group, while it lasts
 */
public record ClassicGroup(
    String name,
    ClassicState state,
    int generation,
    int newest,
    Optional<String> protocolType,
    Optional<String> protocol,
    Optional<String> leader,
    SortedMap<String, ClassicMember> members,
    SortedMap<String, Long> promised,
    long phaseEndsAtMillis,
    Optional<FirstDelay> firstDelay) {

  /** The deadline of nobody. */
  public static final long NEVER = ClassicMember.NEVER;

  /**
   * An empty group waits for more members.
   *
   * @param remainingMillis by how much it may still be prolonged
   * @param prolonged whether a newcomer came since it was last prolonged
   */
  record FirstDelay(long remainingMillis, boolean prolonged) {}

  public ClassicGroup {
    members = Collections.unmodifiableSortedMap(members);
    promised = Collections.unmodifiableSortedMap(promised);
  }

  /** A group without members whose newest generation had this number, 0 if it never had one. */
  public static ClassicGroup empty(String name, int newest) {
    return new ClassicGroup(
        name,
        ClassicState.EMPTY,
        newest,
        newest,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        ClassicMember.NEVER,
        Optional.empty());
  }

  /** The group as it was when it last settled; every member's session begins anew. */
  public static ClassicGroup restored(String name, Settled settled, int newest, long nowMillis) {
    SortedMap<String, ClassicMember> members = new TreeMap<>();
    for (SettledMember member : settled.members()) {
      members.put(
          member.memberId(),
          new ClassicMember(
              member.memberId(),
              member.instanceId(),
              member.clientId(),
              member.clientHost(),
              member.sessionTimeout(),
              member.rebalanceTimeout(),
              member.protocols(),
              member.assignment(),
              false,
              Optional.empty(),
              false,
              nowMillis + member.sessionTimeout().toMillis()));
    }
    return new ClassicGroup(
        name,
        ClassicState.STABLE,
        settled.generation(),
        newest,
        Optional.of(settled.protocolType()),
        Optional.of(settled.protocol()),
        Optional.of(settled.leaderId()),
        members,
        Collections.emptySortedMap(),
        ClassicMember.NEVER,
        Optional.empty());
  }

  /** What survives of a stable group. */
  public Settled settled() {
    return new Settled(
        generation,
        protocolType.orElseThrow(),
        protocol.orElseThrow(),
        leader.orElseThrow(),
        members.values().stream()
            .map(
                member ->
                    new SettledMember(
                        member.id(),
                        member.instanceId(),
                        member.clientId(),
                        member.clientHost(),
                        member.sessionTimeout(),
                        member.rebalanceTimeout(),
                        member.protocols(),
                        member.assignment()))
            .toList());
  }

  /** The same group, if it has no members, with no number up to this one left to use. */
  public ClassicGroup notBefore(int used) {
    return used <= newest
        ? this
        : new ClassicGroup(
            name,
            state,
            used,
            used,
            protocolType,
            protocol,
            leader,
            members,
            promised,
            phaseEndsAtMillis,
            firstDelay);
  }

  public boolean hasMembers() {
    return !members.isEmpty();
  }

  /** Whether there is anything to remember that is not durable. */
  public boolean isForgettable() {
    return members.isEmpty() && promised.isEmpty();
  }

  /** When {@link ClassicMachine#tick} has something to do, {@link #NEVER} for never. */
  public long nextDeadlineMillis() {
    long next = phaseEndsAtMillis;
    for (ClassicMember member : members.values()) {
      next = Math.min(next, member.deadlineMillis());
    }
    for (long promiseEnd : promised.values()) {
      next = Math.min(next, promiseEnd);
    }
    return next;
  }

  public ClassicDescription describe() {
    boolean isStable = state == ClassicState.STABLE;
    return new ClassicDescription(
        state,
        generation,
        protocolType,
        protocol,
        leader,
        members.values().stream()
            .map(
                member ->
                    new MemberDescription(
                        member.id(),
                        member.instanceId(),
                        member.clientId(),
                        member.clientHost(),
                        isStable ? member.metadataFor(protocol) : Opaque.EMPTY,
                        member.assignment()))
            .toList());
  }

  /** All topics its members subscribe to; empty when they are no consumers, or not all say. */
  public Optional<SortedSet<String>> subscribedTopics() {
    if (protocolType.filter(ConsumerBytes.PROTOCOL_TYPE::equals).isEmpty()) {
      return Optional.empty();
    }
    SortedSet<String> topics = new TreeSet<>();
    for (ClassicMember member : members.values()) {
      for (Protocol known : member.protocols()) {
        Optional<SortedSet<String>> subscribed = ConsumerBytes.topics(known.metadata());
        if (subscribed.isEmpty()) {
          return Optional.empty();
        }
        topics.addAll(subscribed.get());
      }
    }
    return Optional.of(topics);
  }

  Optional<ClassicMember> memberOfInstance(String instanceId) {
    return members.values().stream()
        .filter(member -> member.instanceId().filter(instanceId::equals).isPresent())
        .findFirst();
  }
}
