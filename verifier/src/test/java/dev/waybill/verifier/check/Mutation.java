package dev.waybill.verifier.check;

import static dev.waybill.verifier.check.AnomalyKind.*;
import static dev.waybill.verifier.check.Changes.*;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A small lie about a legal history, and the checkers one of which must not believe it. */
enum Mutation {
  DROP_A_READ(LOST_WRITE, VOLATILE_READ) {
    @Override
    boolean apply(List<Event> events, Random random) {
      Map<String, Long> last = new HashMap<>();
      events.forEach(
          event -> {
            if (event instanceof Event.Read read) {
              last.put(read.topic() + read.partition(), read.offset());
            }
          });
      Set<Long> answered = answered(events, Set.of("exact", "least"));
      return drop(
          events,
          random,
          event ->
              event instanceof Event.Read read
                  && read.topic().equals("orders")
                  && answered.contains(read.message())
                  && once(events, read.message())
                  && read.offset() < last.get(read.topic() + read.partition()));
    }
  },
  HIDE_THE_END(UNSEEN) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return hideTheEnd(events, random, 0);
    }
  },
  END_THE_LOG_EARLIER(FALSE_OK) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return hideTheEnd(events, random, 1);
    }
  },
  ABORT_WHAT_IS_VISIBLE(ABORTED_READ) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return change(
          events,
          random,
          event ->
              event instanceof Event.TransactionEnded ended
                  && ended.commit()
                  && ended.outcome() == Outcome.DONE,
          event -> {
            Event.TransactionEnded ended = (Event.TransactionEnded) event;
            return new Event.TransactionEnded(
                ended.process(), ended.transaction(), false, Outcome.DONE);
          });
    }
  },
  READ_ANOTHER_MESSAGE_THERE(INCONSISTENT_OFFSET) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at = index(events, random, event -> isRead(event, "orders"));
      int other = index(events, random, event -> isRead(event, "orders"));
      if (at < 0) {
        return false;
      }
      Event.Read read = (Event.Read) events.get(at);
      Event.Read wrong = (Event.Read) events.get(other);
      if (read.partition() != wrong.partition() || read.message() == wrong.message()) {
        return false;
      }
      events.add(at + 1, at(read, wrong.message(), read.offset()));
      return true;
    }
  },
  STORE_IT_AGAIN(DUPLICATE_RECORD) {
    @Override
    boolean apply(List<Event> events, Random random) {
      Set<Long> answered = answered(events, Set.of("exact"));
      return append(
          events,
          random,
          event ->
              event instanceof Event.Read read
                  && read.topic().equals("orders")
                  && answered.contains(read.message()),
          false);
    }
  },
  DROP_A_DELIVERY(SKIPPED_OR_BACKWARDS) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at = inTheMiddle(events, random, "audit");
      if (at < 0) {
        return false;
      }
      events.remove(at);
      return true;
    }
  },
  SWAP_TWO_DELIVERIES(SKIPPED_OR_BACKWARDS) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at = inTheMiddle(events, random, "audit");
      if (at < 0) {
        return false;
      }
      int next = nextDelivery(events, at);
      Event first = events.get(at);
      events.set(at, events.get(next));
      events.set(next, first);
      return true;
    }
  },
  SWAP_TWO_SENDS(NON_MONOTONIC_SEND) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at =
          index(
              events,
              random,
              event ->
                  event instanceof Event.PublishInvoked one
                      && one.process().equals("exact")
                      && one.topic().equals("orders"));
      if (at < 0
          || !(events.get(at) instanceof Event.PublishInvoked first)
          || !(events.get(at + 1) instanceof Event.PublishInvoked second)
          || !first.process().equals(second.process())) {
        return false;
      }
      events.set(at, second);
      events.set(at + 1, first);
      return true;
    }
  },
  HIDE_A_PART(TORN_TRANSACTION) {
    @Override
    boolean apply(List<Event> events, Random random) {
      Map<Long, Integer> outputs = new HashMap<>();
      Map<Long, Long> of = new HashMap<>();
      for (Event event : events) {
        if (event instanceof Event.PublishInvoked one
            && one.transaction() != Event.NO_TRANSACTION) {
          outputs.merge(one.transaction(), 1, Integer::sum);
          of.put(one.message(), one.transaction());
        }
      }
      return drop(
          events,
          random,
          event ->
              event instanceof Event.Read read
                  && of.containsKey(read.message())
                  && outputs.get(of.get(read.message())) > 1);
    }
  },
  FORGET_THE_POSITIONS(POSITION_OUTPUT_SPLIT, POSITION_REGRESSION) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return lower(events, random, "copier");
    }
  },
  READ_WHAT_NOBODY_SENT(PHANTOM) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return append(events, random, event -> isRead(event, "orders"), true);
    }
  },
  DELIVER_FROM_ANOTHER_PARTITION(MISROUTED) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return change(
          events,
          random,
          event -> event instanceof Event.Delivered one && one.topic().equals("copies"),
          event -> {
            Event.Delivered one = (Event.Delivered) event;
            return new Event.Delivered(
                one.process(),
                one.group(),
                one.topic(),
                one.partition() + 1,
                one.offset(),
                one.message(),
                one.integrity());
          });
    }
  },
  FLIP_A_BIT(CORRUPT) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return change(
          events,
          random,
          event -> event instanceof Event.Read,
          event -> {
            Event.Read read = (Event.Read) event;
            return new Event.Read(
                read.process(),
                read.topic(),
                read.partition(),
                read.offset(),
                read.message(),
                Integrity.DAMAGED);
          });
    }
  },
  SAY_THAT_IT_FAILED(FALSE_FAILURE) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return change(
          events,
          random,
          event ->
              event instanceof Event.Published one
                  && one.topic().equals("orders")
                  && one.process().equals("exact"),
          event -> {
            Event.Published one = (Event.Published) event;
            return new Event.PublishFailed(one.process(), one.message(), "rejected");
          });
    }
  },
  SYNC_LESS(ACKNOWLEDGED_BEFORE_DURABLE, VOLATILE_READ) {
    @Override
    boolean apply(List<Event> events, Random random) {
      Set<String> crashed = new HashSet<>();
      int at =
          index(
              events,
              random,
              event ->
                  event instanceof Event.DurableAtWorst worst
                      && worst.topic().equals("orders")
                      && worst.end() > 0);
      if (at < 0) {
        return false;
      }
      Event.DurableAtWorst worst = (Event.DurableAtWorst) events.get(at);
      for (int i = at; i >= 0 && crashed.isEmpty(); i--) {
        if (events.get(i) instanceof Event.Crashed) {
          crashed.add("");
        } else if (events.get(i) instanceof Event.Published told
            && told.topic().equals(worst.topic())
            && told.partition() == worst.partition()
            && told.offset() >= 0
            && !told.process().equals("most")) {
          events.set(
              at,
              new Event.DurableAtWorst(
                  worst.process(), worst.topic(), worst.partition(), told.offset()));
          return true;
        }
      }
      return false;
    }
  },
  DELIVER_IT_AGAIN(UNCAUSED_DUPLICATE) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at = index(events, random, event -> event instanceof Event.Delivered);
      events.add(at + 1, events.get(at));
      return true;
    }
  },
  UNDO_AN_EFFECT(LOST_EFFECT) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return recount(events, random, 0);
    }
  },
  REPEAT_AN_EFFECT(DUPLICATE_EFFECT) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return recount(events, random, 2);
    }
  },
  OBEY_A_ZOMBIE(ZOMBIE_SUCCESS) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return change(
          events,
          random,
          event -> event instanceof Event.EpochUsed used && used.outcome() == Outcome.NOT_DONE,
          event -> {
            Event.EpochUsed used = (Event.EpochUsed) event;
            return new Event.EpochUsed(used.process(), used.scope(), used.use(), Outcome.DONE);
          });
    }
  },
  FORGET_A_POSITION(POSITION_REGRESSION) {
    @Override
    boolean apply(List<Event> events, Random random) {
      return lower(events, random, "audit");
    }
  },
  LEASE_IT_TWICE(LEASE_OVERLAP) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at = index(events, random, event -> event instanceof Event.Leased);
      if (at < 0) {
        return false;
      }
      Event.Leased leased = (Event.Leased) events.get(at);
      events.add(
          at + 1,
          new Event.Leased(
              "thief",
              leased.group(),
              leased.topic(),
              leased.partition(),
              leased.offset(),
              leased.attempt() + 1,
              leased.untilMillis()));
      return true;
    }
  },
  SWAP_TWO_ROWS(OUTBOX_GAP_OR_INVERSION) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at = index(events, random, event -> event instanceof Event.RowCommitted);
      if (at < 0
          || !(events.get(at) instanceof Event.RowCommitted first)
          || !(events.get(at + 1) instanceof Event.RowCommitted second)
          || !first.key().equals(second.key())) {
        return false;
      }
      events.set(at, ordered(first, second.order()));
      events.set(at + 1, ordered(second, first.order()));
      return true;
    }
  },
  FORGET_A_ROW(OUTBOX_GAP_OR_INVERSION) {
    @Override
    boolean apply(List<Event> events, Random random) {
      int at = index(events, random, event -> isRead(event, "rows"));
      if (at < 0) {
        return false;
      }
      long message = ((Event.Read) events.get(at)).message();
      events.removeIf(event -> event instanceof Event.Read read && read.message() == message);
      return true;
    }
  };

  final Set<AnomalyKind> expected;

  Mutation(AnomalyKind... expected) {
    this.expected = EnumSet.of(expected[0], expected);
  }

  /** False where the history has no place for it. */
  abstract boolean apply(List<Event> events, Random random);

  /** Null where the history has no place for it. */
  final @Nullable List<Recorded> of(List<Recorded> history, Random random) {
    List<Event> events = new ArrayList<>();
    history.forEach(recorded -> events.add(recorded.event()));
    boolean applied = false;
    for (int tries = 0; tries < 50 && !applied; tries++) {
      applied = apply(events, random);
    }
    if (!applied) {
      return null;
    }
    List<Recorded> changed = new ArrayList<>();
    for (Event event : events) {
      long millis = history.get(Math.min(changed.size(), history.size() - 1)).millis();
      changed.add(new Recorded(changed.size(), millis, event));
    }
    return changed;
  }
}
