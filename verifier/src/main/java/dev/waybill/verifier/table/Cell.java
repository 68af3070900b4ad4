package dev.waybill.verifier.table;

import dev.waybill.Guarantee;

/**
 * One guarantee at one failure point, looked at on one hop.
 *
 * @param verdict whether what was seen is what was declared
 * @param scenario what was run, by name
 * @param lost messages that were there no more
 * @param repeated messages that were there more than once
 * @param reordered messages whose first appearance came after that of a later one
 * @param faultBites how often the fault happened to this guarantee's message
 * @param explanation why it came out so, in a sentence; or why there is nothing to run
 */
public record Cell(
    Guarantee guarantee,
    FailurePoint failurePoint,
    Hop hop,
    Verdict verdict,
    String scenario,
    long lost,
    long repeated,
    long reordered,
    long faultBites,
    String explanation) {

  /** Whether a cell shows what its guarantee says. */
  public enum Verdict {
    AS_DECLARED("as declared"),
    VIOLATED("VIOLATED"),
    INCONCLUSIVE("inconclusive"),
    NOT_APPLICABLE("not applicable");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** As tables show it. */
    public String text() {
      return text;
    }
  }
}
