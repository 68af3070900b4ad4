package dev.waybill.broker.group.classic;

import dev.waybill.broker.group.classic.ClassicGroup.FirstDelay;
import dev.waybill.broker.group.classic.ClassicMember.Waiting;
import java.util.Optional;

/**
 * From one generation to the next.
 *
 * <pre>
 *   begin ──► all joined, nobody promised? ──► complete ──► the next generation, or EMPTY
 *               │ no                              ▲
 *               └──► phase over ──────────────────┘   who is missing is dropped, unless it is static
 * </pre>
 */
final class Rebalance {
  private final ClassicSettings settings;

  Rebalance(ClassicSettings settings) {
    this.settings = settings;
  }

  /** Something happened that the present generation does not know of. */
  void begin(Draft draft, long nowMillis) {
    switch (draft.state()) {
      case EMPTY -> {
        long delay = settings.initialRebalanceDelay().toMillis();
        long remaining = Math.max(0, draft.rebalanceTimeoutMillis() - delay);
        draft.become(ClassicState.PREPARING_REBALANCE);
        draft.delay(Optional.of(new FirstDelay(remaining, false)));
        draft.phaseEnds(nowMillis + delay);
      }
      case STABLE, COMPLETING_REBALANCE -> {
        for (ClassicMember member : draft.everybody()) {
          if (member.waitsTo(Waiting.Kind.SYNC)) {
            draft.refuseWaiting(member, Refusals.rebalancing(draft.name()));
            draft.put(member.answered(false, nowMillis));
          }
        }
        draft.become(ClassicState.PREPARING_REBALANCE);
        draft.phaseEnds(nowMillis + draft.rebalanceTimeoutMillis());
      }
      case PREPARING_REBALANCE -> {
        // It is on the way already.
      }
      case DEAD -> throw new IllegalStateException("Group \"" + draft.name() + "\" is dead.");
    }
    completeIfReady(draft, nowMillis);
  }

  /** Goes on to the next generation if nothing is waited for any more. */
  void completeIfReady(Draft draft, long nowMillis) {
    if (draft.state() != ClassicState.PREPARING_REBALANCE) {
      return;
    }
    boolean allHere =
        draft.firstDelay().isEmpty() && draft.promised().isEmpty() && draft.allWaitToJoin();
    if (allHere) {
      complete(draft, nowMillis);
    } else if (draft.isPhaseOver(nowMillis)) {
      phaseOver(draft, nowMillis);
    }
  }

  private void phaseOver(Draft draft, long nowMillis) {
    Optional<FirstDelay> prolonged =
        draft.firstDelay().filter(delay -> delay.prolonged() && delay.remainingMillis() > 0);
    if (prolonged.isPresent()) {
      long remaining = prolonged.get().remainingMillis();
      long delay = Math.min(settings.initialRebalanceDelay().toMillis(), remaining);
      draft.delay(Optional.of(new FirstDelay(remaining - delay, false)));
      draft.phaseEnds(nowMillis + delay);
    } else {
      complete(draft, nowMillis);
    }
  }

  private static void complete(Draft draft, long nowMillis) {
    for (ClassicMember member : draft.everybody()) {
      if (!member.waitsTo(Waiting.Kind.JOIN) && member.instanceId().isEmpty()) {
        draft.remove(member, Refusals.unknownMember(draft.name(), member.id()));
      }
    }
    if (draft.members().isEmpty()) {
      draft.become(ClassicState.EMPTY);
      draft.beginGeneration();
      draft.phaseEnds(ClassicMember.NEVER);
    } else if (draft.anyWaitsToJoin()) {
      draft.electLeaderWhoJoined();
      draft.become(ClassicState.COMPLETING_REBALANCE);
      draft.beginGeneration();
      draft.phaseEnds(nowMillis + draft.rebalanceTimeoutMillis());
      for (ClassicMember member : draft.everybody()) {
        welcome(draft, member, nowMillis);
      }
    } else {
      // Only static members, all away: a generation needs someone to share out. Their sessions end
      // this, or their return.
      draft.phaseEnds(nowMillis + draft.rebalanceTimeoutMillis());
    }
  }

  private static void welcome(Draft draft, ClassicMember member, long nowMillis) {
    Optional<Waiting> waiting = member.waiting();
    if (waiting.isPresent()) {
      draft.answerJoin(member, waiting.get().ticket());
      draft.put(member.answered(true, nowMillis));
    } else {
      // A static member that is away is of the generation too, and has until the end of the phase.
      draft.put(member.owing());
    }
  }
}
