package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Promises;
import java.util.List;

/** All checkers of a history, one for every kind of anomaly. They share one ledger. */
public final class Checkers {
  private Checkers() {}

  /**
   * For one history and one thread. Memory is about 50 bytes a message, 16 an offset and 8 a
   * delivered offset of a group.
   *
   * @param findings what they add to
   */
  public static List<Checker> all(Promises promises, Findings findings) {
    Ledger ledger = new Ledger(promises);
    Sessions sessions = new Sessions(ledger);
    return List.of(
        new LostWrite(ledger, findings),
        new Unseen(ledger, findings),
        new AbortedRead(ledger, findings),
        new InconsistentOffset(ledger, findings),
        new DuplicateRecord(ledger, findings),
        new SkippedOrBackwards(ledger, sessions, findings),
        new NonMonotonicSend(ledger, findings),
        new TornTransaction(ledger, findings),
        new PositionSplit(ledger, findings),
        new Phantom(ledger, findings),
        new Misrouted(ledger, findings),
        new Corrupt(ledger, findings),
        new FalseOk(ledger, findings),
        new FalseFailure(ledger, findings),
        new AcknowledgedBeforeDurable(ledger, findings),
        new VolatileRead(ledger, findings),
        new UncausedDuplicate(ledger, sessions, findings),
        new LostEffect(ledger, findings),
        new DuplicateEffect(ledger, findings),
        new ZombieSuccess(ledger, findings),
        new PositionRegression(ledger, findings),
        new LeaseOverlap(ledger, findings),
        new StuckStableOffset(ledger, findings),
        new OutboxGapOrInversion(ledger, findings));
  }
}
