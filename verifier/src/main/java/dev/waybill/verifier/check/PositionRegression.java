package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group's position went back without a seek, or a member began or went on past it.
 *
 * <p>Back is: a position below one that was answered as committed, or found by a member, before the
 * lower one was asked for. Past is: a member begins beyond every position that may be committed, or
 * goes on after its transaction aborted instead of being rewound, and a message that is visible at
 * rest lies between.
 *
 * <p>Legal: a commit that was under way while another was answered may be the lower one. Who asked
 * for the position before another committed may hear of it afterwards. A group that never committed
 * begins wherever it likes. A commit with an unknown outcome counts as possible. A seek makes every
 * position possible. Positions in a transaction with outputs count once someone found them; until
 * then they are {@link PositionSplit}'s.
 */
final class PositionRegression extends Inspection {
  /** How far one group is in one partition. */
  private static final class Reach {
    /** The highest position that is certain, and its event; -1 for none. */
    long floor = -1;

    long floorEvent = -1;

    /** The highest position that may be committed; -1 for none. */
    long possible = -1;

    /** What was certain when a process asked where the group is. */
    final Map<Actor, Floor> asked = new HashMap<>();

    /** Members that must be rewound, to where, and by which event. */
    final Map<Actor, long[]> rewinds = new HashMap<>();

    void certain(long position, long event) {
      possible = Math.max(possible, position);
      if (position > floor) {
        floor = position;
        floorEvent = event;
      }
    }
  }

  private record Commit(Actor actor, GroupLog log, long position, long transaction) {}

  private record Floor(long position, long event) {}

  private record Past(GroupLog log, String process, long from, long to, long cause, long event) {}

  private final Map<GroupLog, Reach> reaches = new HashMap<>();
  private final Map<Commit, Floor> pending = new HashMap<>();
  private final List<Past> suspects = new ArrayList<>();

  PositionRegression(Ledger ledger, Findings findings) {
    super(AnomalyKind.POSITION_REGRESSION, ledger, findings);
  }

  @Override
  void look(Recorded recorded, Event event) {
    long number = recorded.number();
    if (event instanceof Event.Delivered delivered) {
      delivered(delivered, number);
    } else if (event instanceof Event.CommitInvoked commit) {
      Reach reach = reach(ledger.log());
      if (commit.transaction() == Event.NO_TRANSACTION) {
        reach.possible = Math.max(reach.possible, commit.position());
      }
      pending.put(
          new Commit(ledger.actor(), ledger.log(), commit.position(), commit.transaction()),
          new Floor(reach.floor, reach.floorEvent));
    } else if (event instanceof Event.CommitEnded commit) {
      Floor floor =
          pending.remove(
              new Commit(ledger.actor(), ledger.log(), commit.position(), commit.transaction()));
      if (commit.outcome() == Outcome.DONE) {
        committed(commit, floor, number);
      }
    } else if (event instanceof Event.TransactionEndInvoked end && end.commit()) {
      for (Transaction.Staged staged : ledger.transaction(end.transaction()).positions()) {
        Reach reach = reach(staged.log());
        reach.possible = Math.max(reach.possible, staged.position());
      }
    } else if (event instanceof Event.TransactionEnded ended && ended.outcome() == Outcome.DONE) {
      ended(ledger.transaction(ended.transaction()), ended.commit(), number);
    } else if (event instanceof Event.PositionAsked) {
      Reach reach = reach(ledger.log());
      reach.asked.put(ledger.actor(), new Floor(reach.floor, reach.floorEvent));
    } else if (event instanceof Event.Assigned assigned) {
      found(assigned.process(), assigned.position(), number);
    } else if (event instanceof Event.PositionRead read) {
      found(read.process(), read.position(), number);
    } else if (event instanceof Event.Sought) {
      Reach reach = reach(ledger.log());
      reach.floor = -1;
      reach.possible = Long.MAX_VALUE;
      reach.rewinds.remove(ledger.actor());
    } else if (event instanceof Event.Revoked) {
      reach(ledger.log()).rewinds.remove(ledger.actor());
    } else if (event instanceof Event.Crashed) {
      ledger.actor().logs.forEach(log -> reach(log).rewinds.remove(ledger.actor()));
    }
  }

  private Reach reach(GroupLog log) {
    return reaches.computeIfAbsent(log, absent -> new Reach());
  }

  private void committed(Event.CommitEnded commit, @Nullable Floor floor, long event) {
    GroupLog log = ledger.log();
    Reach reach = reach(log);
    if (floor != null && commit.position() < floor.position() && reach.floor >= 0) {
      back(log, floor.position(), commit.position(), floor.event(), event);
    }
    if (commit.transaction() == Event.NO_TRANSACTION) {
      reach.certain(commit.position(), event);
    }
  }

  private void ended(Transaction transaction, boolean commit, long event) {
    for (Transaction.Staged staged : transaction.positions()) {
      GroupLog log = staged.log();
      Reach reach = reach(log);
      if (commit && transaction.outputs == 0) {
        reach.certain(staged.position(), event);
      } else if (!commit && log.promise.guarantee() == Guarantee.EXACTLY_ONCE) {
        long committed = Math.max(Math.max(log.committed, reach.possible), log.start);
        reach.rewinds.put(ledger.actor(), new long[] {committed, event});
      }
    }
  }

  /** Someone found the position: as it was assigned to it, or as it asked for it. */
  private void found(String process, long position, long event) {
    GroupLog log = ledger.log();
    Reach reach = reach(log);
    reach.rewinds.remove(ledger.actor());
    Floor asked = reach.asked.remove(ledger.actor());
    Floor floor = asked == null ? new Floor(reach.floor, reach.floorEvent) : asked;
    if (position < floor.position() && reach.floor >= 0) {
      back(log, floor.position(), position, floor.event(), event);
    } else if (reach.possible >= 0 && position > reach.possible) {
      suspects.add(new Past(log, process, reach.possible, position, reach.floorEvent, event));
    }
    if (reach.possible >= 0) {
      reach.certain(position, event);
    }
  }

  private void delivered(Event.Delivered delivered, long event) {
    Reach reach = reaches.get(ledger.log());
    if (reach == null || reach.rewinds.isEmpty()) {
      return;
    }
    long[] rewind = reach.rewinds.remove(ledger.actor());
    if (rewind != null && delivered.offset() > rewind[0]) {
      suspects.add(
          new Past(
              ledger.log(), delivered.process(), rewind[0], delivered.offset(), rewind[1], event));
    }
  }

  private void back(GroupLog log, long floor, long position, long floorEvent, long event) {
    report(
        Event.NO_MESSAGE,
        "expected a position of at least %d of %s, found %d".formatted(floor, log, position),
        floorEvent,
        event);
  }

  @Override
  public void finish() {
    for (Past past : suspects) {
      long offset = SkippedOrBackwards.firstVisible(past.log().place, past.from(), past.to());
      if (offset >= 0) {
        long message = past.log().place.messageAt(offset);
        report(
            message,
            "expected %s to go on at position %d of %s, found it at %d, past message %d"
                .formatted(past.process(), past.from(), past.log(), past.to(), message),
            past.cause(),
            past.event());
      }
    }
  }
}
