package dev.waybill.verifier.crash;

import java.util.Map;

/**
 * A row of the table of flipped bits.
 *
 * @param kind of file, and whose
 * @param bits flipped, one at a time
 * @param outcomes how often each came of it
 */
public record FlipCounts(String kind, long bits, Map<FlipOutcome, Long> outcomes) {
  public FlipCounts {
    outcomes = Map.copyOf(outcomes);
  }

  public long of(FlipOutcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Whether no bit led to a wrong payload or a silent loss. */
  public boolean isLegal() {
    return outcomes.keySet().stream().allMatch(FlipOutcome::isLegal);
  }
}
