package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Promises.Order;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each member was delivered since it got a partition, and what its next delivery should have
 * been. Shared by the checkers of order; for one thread.
 *
 * <pre>
 *   assigned at 5 ─ 5 ─ 6 ─ 9 (a gap: was anything visible at 7 or 8?) ─ 8 (back)
 * </pre>
 *
 * <p>In a group that is ordered by key each key has a chain of its own. After a cause of redelivery
 * a member may go back; where it begins then is where it goes on from.
 */
final class Sessions {
  /** One member's way through one partition. */
  private static final class Session {
    /** The event since which nothing disturbed it. */
    long since;

    /** Where it began: the offset before its position; -2 for unknown. */
    long base;

    /** The offset of the last delivery, or the base. */
    long last;

    /** Since it went back without a cause, it repeats what it had up to here. */
    long repeatsTo = -1;

    /** The event of that delivery. */
    long lastEvent;

    /** The event by which a transaction of its own sent it back. */
    long sentBack = -1;

    final Map<Long, Long> lastOfKey = new HashMap<>();

    Session(long last, long since) {
      begin(last, since);
    }

    void begin(long before, long event) {
      base = before;
      last = before;
      lastEvent = event;
      since = event;
      lastOfKey.clear();
    }
  }

  private static final long UNKNOWN = -2;

  private final Ledger ledger;
  private final Map<GroupLog, Map<Actor, Session>> sessions = new HashMap<>();
  private long next;
  private long previous;
  private long previousEvent;
  private boolean wentBack;
  private boolean repeats;
  private boolean goesOn;

  /** The event since which the member at hand was undisturbed before this delivery. */
  private long since;

  Sessions(Ledger ledger) {
    this.ledger = ledger;
  }

  /** The offset before the delivery at hand in its chain; negative for unknown. */
  long previous() {
    return previous;
  }

  /** The event of that one. */
  long previousEvent() {
    return previousEvent;
  }

  /** Whether the delivery at hand is of a lower offset than the one before, without a cause. */
  boolean wentBack() {
    return wentBack;
  }

  /** Whether the delivery at hand only follows from an earlier one that went back. */
  boolean repeats() {
    return repeats;
  }

  /**
   * Whether the member at hand goes on in a partition that another member has as well, which a
   * fault since the older of them began may have caused: a member that was stopped or cut off does
   * not know yet that it was expelled.
   */
  boolean overlaps() {
    Map<Actor, Session> open = ofLog();
    if (!goesOn || open.size() < 2) {
      return false;
    }
    long oldest = open.values().stream().mapToLong(each -> each.since).min().orElse(0);
    oldest = Math.min(oldest, since);
    // A failed sync stops the broker some time after it was planned.
    return Math.max(ledger.faultAt, ledger.brokerDisturbedAt) > oldest;
  }

  /** Takes an event that the ledger knows, once. */
  void see(Recorded recorded) {
    if (recorded.number() < next) {
      return;
    }
    next = recorded.number() + 1;
    previous = UNKNOWN;
    wentBack = false;
    repeats = false;
    goesOn = false;
    Event event = recorded.event();
    if (event instanceof Event.Delivered delivered) {
      if (ledger.log().promise.order() != Order.NONE) {
        delivered(delivered, recorded.number());
      }
    } else if (event instanceof Event.Assigned assigned) {
      begin(assigned.position(), recorded.number());
    } else if (event instanceof Event.Sought sought) {
      begin(sought.offset(), recorded.number());
    } else if (event instanceof Event.Revoked) {
      ofLog().remove(ledger.actor());
    } else if (event instanceof Event.TransactionEnded ended
        && !(ended.commit() && ended.outcome() == Outcome.DONE)) {
      sentBack(ledger.actor(), recorded.number());
    } else if (event instanceof Event.Crashed) {
      Actor dead = ledger.actor();
      dead.logs.forEach(log -> sessions.computeIfPresent(log, (key, ways) -> without(ways, dead)));
    }
  }

  private void sentBack(Actor member, long event) {
    for (GroupLog log : member.logs) {
      Session session = sessions.getOrDefault(log, Map.of()).get(member);
      if (session != null) {
        session.sentBack = event;
      }
    }
  }

  private static Map<Actor, Session> without(Map<Actor, Session> ways, Actor dead) {
    ways.remove(dead);
    return ways;
  }

  private Map<Actor, Session> ofLog() {
    return sessions.computeIfAbsent(ledger.log(), absent -> new HashMap<>());
  }

  private void begin(long position, long event) {
    ofLog().put(ledger.actor(), new Session(position - 1, event));
  }

  private void delivered(Event.Delivered delivered, long event) {
    long offset = delivered.offset();
    @Nullable Session session = ofLog().get(ledger.actor());
    if (session == null) {
      session = new Session(UNKNOWN, event);
      ofLog().put(ledger.actor(), session);
    }
    boolean byKey = ledger.log().promise.order() == Order.KEY;
    long key = byKey ? ledger.messages.key(delivered.message()) : 0;
    long last = byKey ? session.lastOfKey.getOrDefault(key, session.base) : session.last;
    goesOn = offset > last;
    since = session.since;
    if (offset <= last && disturbed(session)) {
      goesOn = session.sentBack > session.lastEvent;
      session.begin(UNKNOWN, event);
      last = UNKNOWN;
    }
    previous = last;
    previousEvent = session.lastEvent;
    if (byKey) {
      previousEvent = last > session.base ? ledger.log().deliveredAt(last) : session.since;
    }
    wentBack = offset < last || offset == session.base;
    repeats = wentBack || offset <= session.repeatsTo;
    if (wentBack) {
      session.repeatsTo = Math.max(session.repeatsTo, last);
    }
    session.last = offset;
    session.lastEvent = event;
    if (byKey) {
      session.lastOfKey.put(key, offset);
    }
  }

  private boolean disturbed(Session session) {
    return Math.max(ledger.log().disturbedAt, ledger.brokerDisturbedAt) > session.since;
  }
}
