package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Outcome;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.history.Promises.GroupPromise;
import dev.waybill.verifier.history.Promises.Order;
import dev.waybill.verifier.history.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small history that reads as a story. Unless it says otherwise, publisher p (exactly once) sends
 * to partition 0 of topic t, and member c of group g (at least once, committed only) consumes it.
 */
final class Story {
  static final long NONE = Event.NO_TRANSACTION;

  private final Map<String, Guarantee> publishers = new HashMap<>();
  private final Map<String, GroupPromise> groups = new HashMap<>();
  private final Set<String> compacted = new HashSet<>();
  private final List<Recorded> events = new ArrayList<>();
  private long millis;
  private int leaseAttempts;
  private String topic = "t";
  private int partition;
  private String publisher = "p";
  private String member = "c";
  private String group = "g";
  private String key = "k";

  private Story() {
    publishers.put("p", Guarantee.EXACTLY_ONCE);
    groups.put("g", new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false));
  }

  static Story given() {
    return new Story();
  }

  // ---- who and where --------------------------------------------------------------------------

  Story publisher(Guarantee guarantee) {
    publishers.put("p", guarantee);
    return this;
  }

  Story group(Guarantee guarantee) {
    groups.put("g", new GroupPromise(guarantee, true, false));
    return this;
  }

  Story groupWithEffects(Guarantee guarantee) {
    groups.put("g", new GroupPromise(guarantee, true, true));
    return this;
  }

  Story groupReadingUncommitted() {
    groups.put("g", new GroupPromise(Guarantee.AT_LEAST_ONCE, false, false));
    return this;
  }

  Story groupOrdered(Order order) {
    groups.put("g", new GroupPromise(Guarantee.AT_LEAST_ONCE, true, false, order));
    return this;
  }

  Story leases(int attempts) {
    leaseAttempts = attempts;
    return groupOrdered(Order.NONE);
  }

  Story compacted() {
    compacted.add("t");
    return this;
  }

  /** From here on. */
  Story in(int partition) {
    this.partition = partition;
    return this;
  }

  Story topic(String topic) {
    this.topic = topic;
    return this;
  }

  Story by(String publisher) {
    this.publisher = publisher;
    return this;
  }

  Story to(String member) {
    this.member = member;
    return this;
  }

  Story key(String key) {
    this.key = key;
    return this;
  }

  Story after(long millis) {
    this.millis += millis;
    return this;
  }

  Story then(Event event) {
    events.add(new Recorded(events.size(), millis, event));
    return this;
  }

  // ---- publishing -----------------------------------------------------------------------------

  Story sent(long message) {
    return sentIn(NONE, message);
  }

  Story sentIn(long transaction, long message) {
    return then(
        new Event.PublishInvoked(publisher, message, topic, partition, key, message, transaction));
  }

  Story ok(long message, long offset) {
    return then(new Event.Published(publisher, message, topic, partition, offset));
  }

  Story failed(long message) {
    return then(new Event.PublishFailed(publisher, message, "rejected"));
  }

  Story unknown(long message) {
    return then(new Event.PublishUnknown(publisher, message, "timed out"));
  }

  Story stored(long message, long offset) {
    return sent(message).ok(message, offset);
  }

  /** Messages 0 to {@code count - 1} at their own offsets. */
  Story storedFirst(int count) {
    for (int i = 0; i < count; i++) {
      stored(i, i);
    }
    return this;
  }

  Story storedIn(long transaction, long message, long offset) {
    return sentIn(transaction, message).ok(message, offset);
  }

  // ---- transactions ---------------------------------------------------------------------------

  Story begun(long transaction) {
    return then(new Event.TransactionBegun(publisher, transaction, "tx"));
  }

  Story commitAsked(long transaction) {
    return then(new Event.TransactionEndInvoked(publisher, transaction, true));
  }

  Story commitAnswered(long transaction, Outcome outcome) {
    return then(new Event.TransactionEnded(publisher, transaction, true, outcome));
  }

  Story committedAll(long transaction) {
    return commitAsked(transaction).commitAnswered(transaction, Outcome.DONE);
  }

  Story aborted(long transaction) {
    return then(new Event.TransactionEndInvoked(publisher, transaction, false))
        .then(new Event.TransactionEnded(publisher, transaction, false, Outcome.DONE));
  }

  // ---- consuming ------------------------------------------------------------------------------

  Story assigned(long position) {
    return then(new Event.Assigned(member, group, topic, partition, position));
  }

  Story revoked() {
    return then(new Event.Revoked(member, group, topic, partition));
  }

  Story sought(long offset) {
    return then(new Event.Sought(member, group, topic, partition, offset));
  }

  Story delivered(long message, long offset) {
    return delivered(message, offset, Integrity.WHOLE);
  }

  Story delivered(long message, long offset, Integrity integrity) {
    return then(new Event.Delivered(member, group, topic, partition, offset, message, integrity));
  }

  /** Each at its own offset. */
  Story deliveredAll(long... messages) {
    for (long message : messages) {
      delivered(message, message);
    }
    return this;
  }

  Story handled(long... offsets) {
    for (long offset : offsets) {
      then(new Event.Acknowledged(member, group, topic, partition, offset));
    }
    return this;
  }

  Story givenBack(long offset) {
    return then(new Event.GivenBack(member, group, topic, partition, offset));
  }

  Story commitBegun(long position) {
    return then(new Event.CommitInvoked(member, group, topic, partition, position, NONE));
  }

  Story commitEnded(long position, Outcome outcome) {
    return then(new Event.CommitEnded(member, group, topic, partition, position, NONE, outcome));
  }

  Story committed(long position) {
    return commitBegun(position).commitEnded(position, Outcome.DONE);
  }

  Story staged(long transaction, long position) {
    return then(new Event.CommitInvoked(member, group, topic, partition, position, transaction))
        .then(
            new Event.CommitEnded(
                member, group, topic, partition, position, transaction, Outcome.DONE));
  }

  Story positionAsked() {
    return then(new Event.PositionAsked(member, group, topic, partition));
  }

  Story positionFound(long position) {
    return then(new Event.PositionRead("fresh", group, topic, partition, position));
  }

  Story leased(long offset, int attempt, long untilMillis) {
    return then(new Event.Leased(member, group, topic, partition, offset, attempt, untilMillis));
  }

  Story settled(long offset, int attempt, Outcome outcome) {
    return then(new Event.LeaseSettled(member, group, topic, partition, offset, attempt, outcome));
  }

  Story effects(long message, long count) {
    return then(new Event.EffectCounted("database", group, message, count));
  }

  // ---- at rest --------------------------------------------------------------------------------

  Story read(long message, long offset) {
    return then(new Event.Read("fresh", topic, partition, offset, message, Integrity.WHOLE));
  }

  Story end(long start, long end) {
    return then(new Event.ReadToEnd("fresh", topic, partition, start, end));
  }

  /** Each at its own offset, and nothing else. */
  Story readAll(long... messages) {
    for (long message : messages) {
      read(message, message);
    }
    return this;
  }

  // ---- faults ---------------------------------------------------------------------------------

  Story crashed(String process) {
    return then(new Event.Crashed(process, "kill -9"));
  }

  Story restarted(String process) {
    return then(new Event.Restarted(process));
  }

  // ---- judging --------------------------------------------------------------------------------

  Promises promises() {
    return new Promises(
        "story", "", publishers, groups, 60_000, leaseAttempts, 0, Set.of(), compacted);
  }

  List<Recorded> events() {
    return List.copyOf(events);
  }

  /** What all checkers found. */
  List<Finding> findings() {
    return findings(promises(), events);
  }

  static List<Finding> findings(Promises promises, List<Recorded> events) {
    Findings findings = new Findings();
    List<Checker> checkers = Checkers.all(promises, findings);
    events.forEach(event -> checkers.forEach(checker -> checker.see(event)));
    checkers.forEach(Checker::finish);
    return findings.kept();
  }
}
