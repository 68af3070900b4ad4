package dev.waybill.verifier.check;

/**
 * A publisher was told that its message is stored at an offset, and the log has no such record: it
 * ends before the offset, or the message is at another one.
 *
 * <p>Legal is what is legal for {@link LostWrite}. An answer without an offset, as publishers get
 * that do not ask for one, claims no place.
 *
 * <p>{@link Absence} tells it from its neighbours.
 */
final class FalseOk extends Inspection {
  FalseOk(Ledger ledger, Findings findings) {
    super(AnomalyKind.FALSE_OK, ledger, findings);
  }

  @Override
  public void finish() {
    Absence.report(this, "no such record");
  }
}
