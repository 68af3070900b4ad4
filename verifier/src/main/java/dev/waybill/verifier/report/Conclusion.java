package dev.waybill.verifier.report;

import java.util.Locale;

/** What a verification shows, all in all. */
public enum Conclusion {
  /** Nothing is wrong, and enough was tried to say so. */
  HELD,
  /** A promise was broken. */
  VIOLATED,
  /** Nothing is wrong, and too little was tried to say so. */
  INCONCLUSIVE;

  /** As reports show it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
