package dev.waybill.broker.group.classic;

import dev.waybill.broker.group.classic.ClassicGroup.FirstDelay;
import dev.waybill.broker.group.classic.ClassicMember.Waiting;
import dev.waybill.broker.group.error.GroupException;
import java.util.Optional;

/**
 * The transitions of a group of the classic protocol: (group, event, now) → step. The diagram is
 * that of {@link ClassicState}; the way through {@code PREPARING_REBALANCE} is {@link Rebalance}'s.
 * An event that cannot be accepted throws, and there is no step.
 *
 * <p>After Kafka's group coordinator for clients from JoinGroup 0 on, with KIP-345 (static
 * members), KIP-394 (an id before the first join) and KIP-814 (skipping the assignment).
 */
public final class ClassicMachine {
  private final ClassicSettings settings;
  private final int maxMembers;
  private final Rebalance rebalance;

  public ClassicMachine(ClassicSettings settings, int maxMembers) {
    this.settings = settings;
    this.maxMembers = maxMembers;
    this.rebalance = new Rebalance(settings);
  }

  /**
   * Someone wants to be in the next generation. The answer may come with a later step.
   *
   * @param ticket under which the answer is given
   * @param freshId the id to give if one is needed; never given before
   * @throws GroupException when the member or its terms cannot be accepted
   */
  public Step join(
      ClassicGroup group, JoinRequest request, long ticket, String freshId, long nowMillis) {
    ClassicRules.checkJoin(group, request, settings, maxMembers);
    Draft draft = new Draft(group);
    String id = request.memberId();
    if (!id.isEmpty() && !(request.instanceId().isEmpty() && group.promised().containsKey(id))) {
      rejoin(
          draft, ClassicRules.known(group, id, request.instanceId()), request, ticket, nowMillis);
    } else if (!id.isEmpty()) {
      draft.promised().remove(id);
      add(draft, id, request, ticket, nowMillis);
    } else if (request.instanceId().isPresent()) {
      Optional<ClassicMember> predecessor = group.memberOfInstance(request.instanceId().get());
      if (predecessor.isPresent()) {
        replace(draft, predecessor.get(), request, ticket, freshId, nowMillis);
      } else {
        add(draft, freshId, request, ticket, nowMillis);
      }
    } else if (request.requireKnownMemberId()) {
      draft.promised().put(freshId, nowMillis + request.sessionTimeout().toMillis());
      draft.answer(new Answer.ToJoin(ticket, new JoinReply.MemberIdRequired(freshId)));
    } else {
      add(draft, freshId, request, ticket, nowMillis);
    }
    return draft.step();
  }

  /**
   * A member asks for its part. It is answered at once when the leader has shared out, else when
   * the leader does; the leader's own request is what settles the generation.
   *
   * @throws GroupException when it is not of the present generation
   */
  public Step sync(ClassicGroup group, SyncRequest request, long ticket, long nowMillis) {
    ClassicMember member = ClassicRules.current(group, request.member());
    ClassicRules.checkSync(group, request);
    Draft draft = new Draft(group);
    switch (group.state()) {
      case COMPLETING_REBALANCE -> {
        draft.refuseWaiting(member, Refusals.superseded(group.name(), member.id()));
        draft.put(member.syncing(ticket));
        if (draft.isLeader(member)) {
          shareOut(draft, request, nowMillis);
        }
      }
      case STABLE -> {
        draft.answerSync(member, ticket);
        draft.put(member.answered(false, nowMillis));
        endPhaseIfAllSynced(draft);
      }
      case EMPTY, PREPARING_REBALANCE, DEAD -> throw Refusals.rebalancing(group.name());
    }
    return draft.step();
  }

  /**
   * A sign of life. Afterwards the group is in {@code PREPARING_REBALANCE} if the member should
   * join anew.
   *
   * @throws GroupException when it is not of the present generation
   */
  public Step heartbeat(ClassicGroup group, MemberIdentity who, long nowMillis) {
    ClassicMember member = ClassicRules.current(group, who);
    Draft draft = new Draft(group);
    draft.put(member.heard(nowMillis));
    return draft.step();
  }

  /**
   * Positions are about to be moved; doing so is a sign of life.
   *
   * @throws GroupException when the committer is not of the present generation
   */
  public Step commit(
      ClassicGroup group, MemberIdentity who, boolean transactional, long nowMillis) {
    ClassicRules.checkCommit(group, who, transactional);
    Draft draft = new Draft(group);
    draft.members().computeIfPresent(who.memberId(), (id, member) -> member.heard(nowMillis));
    return draft.step();
  }

  /**
   * A member goes. A static one may be named by its instance alone, with an empty id.
   *
   * @throws GroupException when it is not in the group
   */
  public Step leave(
      ClassicGroup group, String memberId, Optional<String> instanceId, long nowMillis) {
    Draft draft = new Draft(group);
    if (instanceId.isEmpty() && draft.promised().remove(memberId) != null) {
      rebalance.completeIfReady(draft, nowMillis);
      return draft.step();
    }
    Optional<String> idOfInstance =
        memberId.isEmpty()
            ? instanceId.flatMap(group::memberOfInstance).map(ClassicMember::id)
            : Optional.empty();
    ClassicMember leaving = ClassicRules.known(group, idOfInstance.orElse(memberId), instanceId);
    draft.remove(leaving, Refusals.unknownMember(group.name(), leaving.id()));
    rebalance.begin(draft, nowMillis);
    return draft.step();
  }

  /** Time has passed: the silent are dead, and a phase may be over. Early is harmless. */
  public Step tick(ClassicGroup group, long nowMillis) {
    Draft draft = new Draft(group);
    draft.promised().values().removeIf(endMillis -> endMillis <= nowMillis);
    boolean partBegins =
        draft.state() == ClassicState.STABLE || draft.state() == ClassicState.COMPLETING_REBALANCE;
    boolean lateToSync = partBegins && draft.isPhaseOver(nowMillis);
    boolean lost = false;
    for (ClassicMember member : draft.everybody()) {
      if (member.deadlineMillis() <= nowMillis || (lateToSync && member.owesSync())) {
        draft.remove(member, Refusals.unknownMember(group.name(), member.id()));
        lost = true;
      }
    }
    if (lost) {
      rebalance.begin(draft, nowMillis);
    } else {
      rebalance.completeIfReady(draft, nowMillis);
    }
    return draft.step();
  }

  /** The group is deleted. It must be empty. */
  public ClassicGroup delete(ClassicGroup group) {
    Draft draft = new Draft(group);
    draft.become(ClassicState.DEAD);
    return draft.step().group();
  }

  private void add(Draft draft, String id, JoinRequest request, long ticket, long nowMillis) {
    draft.add(
        new ClassicMember(
            id,
            request.instanceId(),
            request.clientId(),
            request.clientHost(),
            request.sessionTimeout(),
            request.rebalanceTimeout(),
            request.protocols(),
            Opaque.EMPTY,
            true,
            Optional.of(new Waiting(Waiting.Kind.JOIN, ticket)),
            false,
            nowMillis + settings.newMemberTimeout().toMillis()),
        request.protocolType());
    draft.delay(draft.firstDelay().map(delay -> new FirstDelay(delay.remainingMillis(), true)));
    rebalance.begin(draft, nowMillis);
  }

  private void rejoin(
      Draft draft, ClassicMember member, JoinRequest request, long ticket, long nowMillis) {
    boolean sameTerms = member.protocols().equals(request.protocols());
    boolean leads = draft.isLeader(member);
    draft.refuseWaiting(member, Refusals.superseded(draft.name(), member.id()));
    boolean staysInGeneration =
        switch (draft.state()) {
          // Its reply was lost.
          case COMPLETING_REBALANCE -> sameTerms;
          // A leader that asks anew has seen something: new partitions, for one.
          case STABLE -> sameTerms && !leads;
          case EMPTY, PREPARING_REBALANCE, DEAD -> false;
        };
    if (staysInGeneration) {
      draft.answerJoin(member, ticket);
      boolean owesSync = member.owesSync() || draft.state() != ClassicState.STABLE;
      draft.put(member.answered(owesSync, nowMillis));
    } else {
      draft.put(
          member.joining(request, ticket, nowMillis + settings.newMemberTimeout().toMillis()));
      rebalance.begin(draft, nowMillis);
    }
  }

  /** The next process of the same instance: same place, new id, so that the old one is fenced. */
  private void replace(
      Draft draft,
      ClassicMember old,
      JoinRequest request,
      long ticket,
      String freshId,
      long nowMillis) {
    String formerLeader = draft.leaderId();
    ClassicMember successor =
        new ClassicMember(
            freshId,
            old.instanceId(),
            request.clientId(),
            request.clientHost(),
            request.sessionTimeout(),
            request.rebalanceTimeout(),
            request.protocols(),
            old.assignment(),
            false,
            Optional.of(new Waiting(Waiting.Kind.JOIN, ticket)),
            old.owesSync(),
            ClassicMember.NEVER);
    draft.replace(
        old,
        successor,
        Refusals.fencedInstance(
            draft.name(), request.instanceId().orElseThrow(), freshId, old.id()));
    boolean assignmentStands =
        draft.state() == ClassicState.STABLE
            && draft.protocol().filter(draft.chooseProtocol()::equals).isPresent();
    if (!assignmentStands) {
      rebalance.begin(draft, nowMillis);
      return;
    }
    boolean leads = draft.isLeader(successor);
    if (request.supportsSkippingAssignment()) {
      draft.answerJoin(successor, ticket, draft.leaderId(), leads, leads);
    } else {
      // An old client that heard it leads would share out: it is told of its predecessor instead.
      draft.answerJoin(successor, ticket, formerLeader, false, false);
    }
    draft.put(successor.answered(old.owesSync(), nowMillis));
    draft.settle();
  }

  private static void shareOut(Draft draft, SyncRequest request, long nowMillis) {
    draft.become(ClassicState.STABLE);
    for (ClassicMember member : draft.everybody()) {
      ClassicMember given =
          member.given(request.assignments().getOrDefault(member.id(), Opaque.EMPTY));
      draft.put(given);
      given
          .waiting()
          .ifPresent(
              waiting -> {
                draft.answerSync(given, waiting.ticket());
                draft.put(given.answered(false, nowMillis));
              });
    }
    draft.settle();
    endPhaseIfAllSynced(draft);
  }

  private static void endPhaseIfAllSynced(Draft draft) {
    if (!draft.anyOwesSync()) {
      draft.phaseEnds(ClassicMember.NEVER);
    }
  }
}
