package dev.waybill.verifier.check;

import java.util.List;
import java.util.Map;

/** What a history proves. */
public sealed interface Verdict {

  /** Nothing is wrong, and enough was tried. */
  record Held(long operations, Map<String, Long> faults) implements Verdict {
    public Held {
      faults = Map.copyOf(faults);
    }
  }

  /** Something is wrong, whatever else was tried. */
  record Violated(Map<AnomalyKind, Long> counts, List<Finding> findings) implements Verdict {
    public Violated {
      counts = Map.copyOf(counts);
      findings = List.copyOf(findings);
    }
  }

  /** Nothing is wrong, and too little was tried to say so. */
  record Inconclusive(List<String> reasons) implements Verdict {
    public Inconclusive {
      reasons = List.copyOf(reasons);
    }
  }
}
