package dev.waybill.verifier.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What checkers found: every anomaly is counted, the first of each kind are kept. */
public final class Findings {
  private static final int KEPT_OF_A_KIND = 20;

  private final Map<AnomalyKind, Long> counts = new EnumMap<>(AnomalyKind.class);
  private final List<Finding> kept = new ArrayList<>();

  public void add(Finding finding) {
    if (counts.merge(finding.kind(), 1L, Long::sum) <= KEPT_OF_A_KIND) {
      kept.add(finding);
    }
  }

  public Map<AnomalyKind, Long> counts() {
    return Map.copyOf(counts);
  }

  public List<Finding> kept() {
    return List.copyOf(kept);
  }
}
