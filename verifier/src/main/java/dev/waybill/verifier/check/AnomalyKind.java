package dev.waybill.verifier.check;

import java.util.Locale;

/** What can be wrong with a history. The log's anomalies are after Jepsen's Kafka workload. */
public enum AnomalyKind {
  LOST_WRITE("acknowledged, or read by someone; a later offset was read, and no one reads it"),
  UNSEEN("acknowledged, and never read after the final drain"),
  ABORTED_READ("a committed reader saw a message that was aborted or definitely failed"),
  INCONSISTENT_OFFSET("two values at one offset"),
  DUPLICATE_RECORD("one value at two offsets although its publisher is idempotent"),
  SKIPPED_OR_BACKWARDS("the next delivery jumps over a known message or goes back, without cause"),
  NON_MONOTONIC_SEND("a publisher's later message in one partition has the lower offset"),
  TORN_TRANSACTION("some but not all of a transaction's messages are visible at rest"),
  POSITION_OUTPUT_SPLIT(
      "a transaction's outputs are visible and its positions are not, or reverse"),
  PHANTOM("delivered, and never published"),
  MISROUTED("in another topic or partition than it was published to"),
  CORRUPT("its bytes are not those that were published"),
  FALSE_OK("answered as stored, and nothing is there"),
  FALSE_FAILURE("answered as failed, and it is there"),
  ACKNOWLEDGED_BEFORE_DURABLE("acknowledged, and a legal crash at that instant would lose it"),
  VOLATILE_READ("delivered, and gone or different afterwards"),
  UNCAUSED_DUPLICATE("delivered twice to a group that nothing disturbed, or that may never repeat"),
  LOST_EFFECT("the position passed the message, and it has no effect"),
  DUPLICATE_EFFECT("the message has its effect more than once"),
  ZOMBIE_SUCCESS("an operation of an older epoch succeeded after a newer one was granted"),
  POSITION_REGRESSION("a position went back without a seek, or a reader resumed past it"),
  LEASE_OVERLAP("two live leases on one message, a late acknowledgement, or too many attempts"),
  STUCK_STABLE_OFFSET("the stable offset stands still after its producer's transaction timed out"),
  OUTBOX_GAP_OR_INVERSION(
      "a committed row was never published, or in another order than committed");

  private final String meaning;

  AnomalyKind(String meaning) {
    this.meaning = meaning;
  }

  /** Its name, for a report. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** In one sentence, for a report. */
  public String meaning() {
    return meaning;
  }
}
