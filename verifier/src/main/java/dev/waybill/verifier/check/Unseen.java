package dev.waybill.verifier.check;

/**
 * A message that its publisher was told is stored is within the log, and the reading at rest ended
 * without it or anything after it: it is stored perhaps, and hidden, behind a stable offset that
 * stands still for instance.
 *
 * <p>Legal is what is legal for {@link LostWrite}; and nothing is unseen in a partition that nobody
 * read to its end.
 *
 * <p>{@link Absence} tells it from its neighbours.
 */
final class Unseen extends Inspection {
  Unseen(Ledger ledger, Findings findings) {
    super(AnomalyKind.UNSEEN, ledger, findings);
  }

  @Override
  public void finish() {
    Absence.report(this, "neither it nor any later message");
  }
}
