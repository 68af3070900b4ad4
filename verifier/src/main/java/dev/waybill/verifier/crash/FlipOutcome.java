package dev.waybill.verifier.crash;

/** What came of one flipped bit. */
public enum FlipOutcome {
  /** Everything reads as it was written. */
  SAME(true),
  /** The same, and the damage was noticed and mended. */
  MENDED(true),
  /** Damage was reported; what was still served is as it was written. */
  REPORTED(true),
  /** Only what nobody was promised is missing. */
  UNSYNCED_LOST(true),
  /** Something else was served than was written. */
  WRONG(false),
  /** Something promised is missing, and nobody says so. */
  SILENTLY_LOST(false);

  private final boolean legal;

  FlipOutcome(boolean legal) {
    this.legal = legal;
  }

  public boolean isLegal() {
    return legal;
  }
}
