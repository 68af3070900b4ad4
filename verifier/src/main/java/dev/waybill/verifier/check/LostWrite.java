package dev.waybill.verifier.check;

/**
 * A message that its publisher was told is stored, or that someone read, is not there at rest
 * though a later one is: a hole in the log.
 *
 * <p>Legal: a publish whose outcome is unknown may be there or not, for ever, as long as no one
 * read it. A publisher that promises at most once may lose. Retention takes what is below the log's
 * start, compaction what a later message of its key replaces. A message of a transaction is
 * promised by the transaction's end, not by its own answer.
 *
 * <p>{@link Absence} tells it from its neighbours.
 */
final class LostWrite extends Inspection {
  LostWrite(Ledger ledger, Findings findings) {
    super(AnomalyKind.LOST_WRITE, ledger, findings);
  }

  @Override
  public void finish() {
    Absence.report(this, "nothing there, and later messages");
  }
}
