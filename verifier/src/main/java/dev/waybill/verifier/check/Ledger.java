package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Promises.Order;
import dev.waybill.verifier.history.Recorded;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all checkers know in common, kept once: names as numbers, what became of every message,
 * which one is where, how transactions ended, what groups committed.
 *
 * <p>Whichever checker sees an event first brings the ledger up to it; the others find it there.
 * What is said of the event at hand is prepared once, too: its partition, its group.
 *
 * <p>For one thread, and for fewer than 2³² events.
 */
final class Ledger {
  /** Two messages that were said to be at one offset. */
  record Conflict(long other, long otherEvent, boolean sighted, boolean crashBetween) {}

  final Promises promises;
  final Messages messages = new Messages();

  /** The last event in which anything died; -1 for none. */
  long lastCrash = -1;

  /** The last event in which something other than a client died or came back. */
  long brokerDisturbedAt = -1;

  /** The latest fault that was injected, into whatever. */
  long faultAt = -1;

  private final boolean keepsKeys;
  private final Names names;
  private final Map<Long, Transaction> transactions = new HashMap<>();

  private long next;
  private long at;
  private Actor actor = Actor.NOBODY;
  private Place place = Place.NOWHERE;
  private GroupLog log = Names.NO_LOG;
  private boolean inPlace;
  private boolean leased;
  private long deliveredBefore = -1;
  private @Nullable Conflict conflict;

  Ledger(Promises promises) {
    this.promises = promises;
    names = new Names(promises);
    keepsKeys =
        !promises.compactedTopics().isEmpty()
            || promises.groups().values().stream().anyMatch(group -> group.order() == Order.KEY);
  }

  // ---- of the event at hand -------------------------------------------------------------------

  Actor actor() {
    return actor;
  }

  /** {@link Place#NOWHERE} where the event has none. */
  Place place() {
    return place;
  }

  /** Of no group where the event has none. */
  GroupLog log() {
    return log;
  }

  /** A message of this history, whole, and in a partition where it may be. */
  boolean inPlace() {
    return inPlace;
  }

  /** When the delivered offset was delivered to the group before; -1 for never. */
  long deliveredBefore() {
    return deliveredBefore;
  }

  /** Whether the offset was leased since its last delivery. */
  boolean leased() {
    return leased;
  }

  /** Another message that was said to be at the offset. */
  @Nullable Conflict conflict() {
    return conflict;
  }

  // ---- of the history so far ------------------------------------------------------------------

  Place home(long message) {
    return names.places.get(messages.home(message));
  }

  /** Its publisher; nobody where a row of an outbox announced it. */
  Actor publisher(long message) {
    return names.living(messages.life(message));
  }

  /** {@link Transaction#NONE} for a message outside of any. */
  Transaction transactionOf(long message) {
    long number = messages.transaction(message);
    return number == Event.NO_TRANSACTION ? Transaction.NONE : transaction(number);
  }

  Transaction transaction(long number) {
    return number == Event.NO_TRANSACTION
        ? Transaction.NONE
        : transactions.computeIfAbsent(number, key -> new Transaction(key, actor));
  }

  Collection<Transaction> transactions() {
    return transactions.values();
  }

  List<Place> places() {
    return names.places.subList(1, names.places.size());
  }

  /** A topic's partitions. */
  List<Place> places(String topic) {
    return names.places(topic).stream()
        .filter(found -> found.partition != Event.UNKNOWN_PARTITION)
        .toList();
  }

  List<GroupLog> logs() {
    return names.logs.subList(1, names.logs.size());
  }

  /** What the group did with the partition; null for nothing. */
  @Nullable GroupLog logOf(String group, Place where) {
    return names.knownLog(group, where);
  }

  GroupPromise promise(String group) {
    return names.promise(group);
  }

  Actor actor(String name) {
    return names.actor(name);
  }

  // ---- keeping it -----------------------------------------------------------------------------

  /** Brings the ledger up to the event, once. */
  void see(Recorded recorded) {
    if (recorded.number() < next) {
      return;
    }
    next = recorded.number() + 1;
    at = recorded.number();
    Event event = recorded.event();
    actor = actor(event.process());
    place = Place.NOWHERE;
    log = Names.NO_LOG;
    leased = false;
    inPlace = false;
    deliveredBefore = -1;
    conflict = null;
    if (event instanceof Event.Delivered delivered) {
      delivered(delivered);
    } else if (event instanceof Event.PublishInvoked invoked) {
      invoked(invoked);
    } else if (event instanceof Event.Published published) {
      published(published);
    } else if (event instanceof Event.Acknowledged done) {
      logAt(done.group(), done.topic(), done.partition())
          .mark(done.offset(), GroupLog.ACKNOWLEDGED);
      log.acknowledges = true;
    } else if (event instanceof Event.Read read) {
      read(read);
    } else if (event instanceof Event.PublishFailed failed) {
      failed(failed.message());
    } else if (event instanceof Event.PublishUnknown unknown) {
      messages.answeredAt(unknown.message(), at);
    } else if (event instanceof Event.CommitInvoked commit) {
      commitInvoked(commit);
    } else if (event instanceof Event.CommitEnded commit) {
      commitEnded(commit);
    } else {
      seeRare(event);
    }
  }

  private void seeRare(Event event) {
    if (event instanceof Event.TransactionBegun begun) {
      actor.client = true;
      Transaction transaction = transaction(begun.transaction());
      transaction.owner = actor;
      transaction.begunAt = at;
    } else if (event instanceof Event.TransactionEndInvoked end) {
      Transaction transaction = transaction(end.transaction());
      if (end.commit()) {
        transaction.state = Transaction.State.MAYBE;
        transaction.commitAskedAt = at;
      }
    } else if (event instanceof Event.TransactionEnded ended) {
      ended(ended);
    } else if (event instanceof Event.Assigned assigned) {
      logAt(assigned.group(), assigned.topic(), assigned.partition());
      assigned(assigned.position());
    } else if (event instanceof Event.Revoked revoked) {
      logAt(revoked.group(), revoked.topic(), revoked.partition()).disturbedAt = at;
    } else if (event instanceof Event.Sought sought) {
      GroupLog moved = logAt(sought.group(), sought.topic(), sought.partition());
      moved.disturbedAt = at;
      moved.soughtAt = at;
      moved.soughtTo = Math.max(moved.soughtTo, sought.offset());
      moved.soughtBackTo = Math.min(moved.soughtBackTo, sought.offset());
    } else if (event instanceof Event.PositionAsked asked) {
      logAt(asked.group(), asked.topic(), asked.partition());
    } else if (event instanceof Event.PositionRead read) {
      logAt(read.group(), read.topic(), read.partition());
      observed(read.position());
    } else if (event instanceof Event.GivenBack given) {
      logAt(given.group(), given.topic(), given.partition()).disturbedAt = at;
      log.mark(given.offset(), GroupLog.GIVEN_BACK);
    } else if (event instanceof Event.Leased leased) {
      logAt(leased.group(), leased.topic(), leased.partition())
          .mark(leased.offset(), GroupLog.LEASED);
    } else if (event instanceof Event.LeaseSettled settled) {
      logAt(settled.group(), settled.topic(), settled.partition());
      if (settled.outcome() == Outcome.DONE) {
        log.mark(settled.offset(), GroupLog.SETTLED);
      }
    } else if (event instanceof Event.RowCommitted row) {
      announced(row);
    } else if (event instanceof Event.ReadToEnd end) {
      place = placeOf(end.topic(), end.partition());
      place.drained = true;
      place.start = Math.max(place.start, end.start());
      place.end = Math.max(place.end, end.end());
    } else if (event instanceof Event.StableOffset stable) {
      place = placeOf(stable.topic(), stable.partition());
    } else if (event instanceof Event.DurableAtWorst durable) {
      place = placeOf(durable.topic(), durable.partition());
    } else if (event instanceof Event.Crashed) {
      crashed();
    } else if (event instanceof Event.Restarted && !actor.client) {
      brokerDisturbedAt = at;
    } else if (event instanceof Event.FaultInjected) {
      faultAt = at;
    }
  }

  private void invoked(Event.PublishInvoked event) {
    long message = event.message();
    actor.client = true;
    place = placeOf(event.topic(), event.partition());
    if (messages.is(message, Messages.INVOKED)) {
      messages.mark(message, Messages.SENT_AGAIN);
      messages.unmark(message, Messages.FAILED);
      return;
    }
    messages.mark(message, Messages.INVOKED);
    messages.invokedAt(message, at);
    messages.home(message, place.id, actor.life);
    if (event.transaction() != Event.NO_TRANSACTION) {
      messages.transaction(message, event.transaction());
      transaction(event.transaction()).outputs++;
    }
    if (keepsKeys) {
      messages.key(message, hash(event.key()));
    }
  }

  private void announced(Event.RowCommitted row) {
    if (!messages.is(row.message(), Messages.INVOKED | Messages.ANNOUNCED)) {
      messages.home(
          row.message(), placeOf(row.topic(), Event.UNKNOWN_PARTITION).id, Actor.NOBODY.life);
      if (keepsKeys) {
        messages.key(row.message(), hash(row.key()));
      }
    }
    messages.mark(row.message(), Messages.ANNOUNCED);
  }

  private void published(Event.Published event) {
    long message = event.message();
    place = placeOf(event.topic(), event.partition());
    messages.mark(message, Messages.ACKED);
    messages.unmark(message, Messages.FAILED);
    messages.answeredAt(message, at);
    inPlace = belongs(message, place);
    if (inPlace && event.partition() != Event.UNKNOWN_PARTITION) {
      messages.home(message, place.id, messages.life(message));
    }
    if (inPlace && event.offset() >= 0) {
      messages.acked(message, event.offset());
      claim(event.offset(), message, false, false);
    }
  }

  private void failed(long message) {
    messages.answeredAt(message, at);
    if (!messages.is(message, Messages.ACKED)) {
      messages.mark(message, Messages.FAILED);
    }
  }

  private void delivered(Event.Delivered event) {
    actor.client = true;
    logAt(event.group(), event.topic(), event.partition());
    sighted(event.offset(), event.message(), event.integrity(), false);
    if (inPlace) {
      int marks = Messages.DELIVERED;
      messages.mark(
          event.message(),
          log.promise.committedOnly() ? marks | Messages.DELIVERED_COMMITTED : marks);
    }
    deliveredBefore = log.deliveredAt(event.offset());
    leased = log.is(event.offset(), GroupLog.LEASED);
    log.delivered(event.offset(), at);
    log.start = log.start < 0 ? event.offset() : Math.min(log.start, event.offset());
  }

  private void read(Event.Read event) {
    place = placeOf(event.topic(), event.partition());
    long message = event.message();
    long before = messages.seen(message);
    sighted(event.offset(), message, event.integrity(), true);
    place.highestRead = Math.max(place.highestRead, event.offset());
    if (!inPlace) {
      return;
    }
    if (!messages.is(message, Messages.READ)) {
      messages.mark(message, Messages.READ);
      transactionOf(message).visible++;
    } else if (before >= 0 && before != event.offset()) {
      messages.mark(message, Messages.DOUBLED);
    }
    if (promises.compactedTopics().contains(place.topic)) {
      place.lastOfKey.merge(messages.key(message), event.offset(), Math::max);
    }
  }

  private void sighted(long offset, long message, Integrity integrity, boolean atRest) {
    place.highestSeen = Math.max(place.highestSeen, offset);
    if (integrity == Integrity.DAMAGED) {
      damaged(offset, message);
    } else if (integrity != Integrity.FOREIGN && known(message)) {
      inPlace = integrity == Integrity.WHOLE && belongs(message, place);
      if (inPlace) {
        messages.sighted(message, at, atRest);
        messages.seen(message, offset);
        claim(offset, message, true, atRest);
      } else {
        messages.mark(message, Messages.ELSEWHERE);
      }
    }
  }

  /** Its number may be damaged, too: what is known of the offset counts as much. */
  private void damaged(long offset, long message) {
    long there = place.messageAt(offset);
    if (there != Event.NO_MESSAGE) {
      messages.mark(there, Messages.DAMAGED);
    }
    if (known(message) && belongs(message, place) && messages.acked(message) < 0) {
      messages.mark(message, Messages.DAMAGED);
    }
  }

  private void claim(long offset, long message, boolean sighted, boolean atRest) {
    long other = place.messageAt(offset);
    if (other != Event.NO_MESSAGE && other != message) {
      long otherEvent = place.claimedAt(offset);
      conflict = new Conflict(other, otherEvent, place.sighted(offset), lastCrash > otherEvent);
      if (!conflict.crashBetween()) {
        messages.mark(other, Messages.CONTESTED);
        messages.mark(message, Messages.CONTESTED);
      }
    }
    place.claim(offset, message, at, sighted, atRest);
  }

  /** Whether anyone said that it would be published. */
  boolean known(long message) {
    return message >= 0 && messages.is(message, Messages.INVOKED | Messages.ANNOUNCED);
  }

  /** Whether a message may be there: its topic, and its partition where that is known. */
  private boolean belongs(long message, Place found) {
    Place home = home(message);
    return home == found
        || (home.topic.equals(found.topic)
            && (home.partition == Event.UNKNOWN_PARTITION
                || found.partition == Event.UNKNOWN_PARTITION));
  }

  private void commitInvoked(Event.CommitInvoked event) {
    logAt(event.group(), event.topic(), event.partition());
    if (event.transaction() != Event.NO_TRANSACTION) {
      transaction(event.transaction()).stage(new Transaction.Staged(log, event.position(), at));
    }
  }

  private void commitEnded(Event.CommitEnded event) {
    logAt(event.group(), event.topic(), event.partition());
    if (event.transaction() == Event.NO_TRANSACTION) {
      if (event.outcome() == Outcome.DONE) {
        log.committed = Math.max(log.committed, event.position());
      }
    } else if (event.outcome() == Outcome.NOT_DONE) {
      transaction(event.transaction()).unstage(log, event.position());
    }
  }

  private void ended(Event.TransactionEnded event) {
    Transaction transaction = transaction(event.transaction());
    transaction.endedAt = at;
    if (event.outcome() == Outcome.DONE) {
      transaction.state = event.commit() ? Transaction.State.COMMITTED : Transaction.State.ABORTED;
    } else if (event.commit() && event.outcome() == Outcome.NOT_DONE) {
      transaction.state = Transaction.State.OPEN;
    }
    if (transaction.state == Transaction.State.COMMITTED) {
      for (Transaction.Staged staged : transaction.positions()) {
        staged.log().committed = Math.max(staged.log().committed, staged.position());
      }
    } else {
      actor.logs.forEach(owned -> owned.disturbedAt = at);
    }
  }

  private void assigned(long position) {
    actor.client = true;
    actor.logs.add(log);
    log.disturbedAt = at;
    log.start = log.start < 0 ? position : Math.min(log.start, position);
    observed(position);
  }

  private void observed(long position) {
    log.observed = Math.max(log.observed, position);
    log.observedAt = at;
  }

  private void crashed() {
    lastCrash = at;
    actor.crashed = at;
    names.reborn(actor);
    if (!actor.client) {
      brokerDisturbedAt = at;
    }
    actor.logs.forEach(owned -> owned.disturbedAt = at);
  }

  private Place placeOf(String topic, int partition) {
    return names.place(topic, partition);
  }

  private GroupLog logAt(String group, String topic, int partition) {
    place = names.place(topic, partition);
    log = names.log(group, place);
    return log;
  }

  /** Keys are told apart by 64 bits. */
  static long hash(String key) {
    long hash = 0xCBF2_9CE4_8422_2325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100_0000_01B3L;
    }
    return hash ^ (hash >>> 29);
  }
}
