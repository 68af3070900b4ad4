package dev.waybill.verifier.simulate.world;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Outcome;

/**
 * A number for an event that is the same in every process: a record's own hash is not, where it has
 * an enum.
 */
final class Fingerprint {
  private Fingerprint() {}

  static long of(Event event) {
    long hash = event.process().hashCode();
    if (event instanceof Event.Delivered e) {
      return of(hash, 1, e.group(), e.topic(), e.partition(), e.offset(), e.message());
    } else if (event instanceof Event.PublishInvoked e) {
      return of(hash, 2, e.topic(), e.key(), e.partition(), e.message(), e.transaction());
    } else if (event instanceof Event.Published e) {
      return of(hash, 3, e.topic(), "", e.partition(), e.offset(), e.message());
    } else if (event instanceof Event.CommitInvoked e) {
      return of(hash, 4, e.group(), e.topic(), e.partition(), e.position(), e.transaction());
    } else if (event instanceof Event.CommitEnded e) {
      long outcome = e.transaction() * 3 + of(e.outcome());
      return of(hash, 5, e.group(), e.topic(), e.partition(), e.position(), outcome);
    } else if (event instanceof Event.Acknowledged e) {
      return of(hash, 6, e.group(), e.topic(), e.partition(), e.offset(), 0);
    } else if (event instanceof Event.Read e) {
      return of(hash, 7, e.topic(), "", e.partition(), e.offset(), e.message());
    } else if (event instanceof Event.EffectCounted e) {
      return of(hash, 8, e.group(), "", 0, e.message(), e.count());
    } else if (event instanceof Event.TransactionEnded e) {
      return of(hash, 9, "", "", of(e.outcome()), e.transaction(), e.commit() ? 1 : 0);
    } else if (event instanceof Event.EpochUsed e) {
      return of(hash, 10, e.scope(), "", of(e.outcome()), e.use(), 0);
    } else {
      // Text, numbers and booleans only: their hashes are laid down.
      return 31 * hash + event.hashCode();
    }
  }

  private static int of(Outcome outcome) {
    return switch (outcome) {
      case DONE -> 0;
      case NOT_DONE -> 1;
      case UNKNOWN -> 2;
    };
  }

  private static long of(
      long process, int kind, String one, String other, int partition, long first, long second) {
    long hash = 31 * process + kind;
    hash = 31 * hash + one.hashCode();
    hash = 31 * hash + other.hashCode();
    hash = (31 * hash + partition) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ (hash >>> 29)) + first;
    hash *= 0xBF58476D1CE4E5B9L;
    return (hash ^ (hash >>> 32)) + second;
  }
}
