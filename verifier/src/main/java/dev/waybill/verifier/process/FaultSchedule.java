package dev.waybill.verifier.process;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** In which order faults come: each once, then each once more, in an order that the seed gives. */
final class FaultSchedule {
  private final List<ProcessFault> faults;
  private final Random random;
  private final List<ProcessFault> coming = new ArrayList<>();

  FaultSchedule(Set<ProcessFault> faults, long seed) {
    this.faults = faults.stream().sorted().toList();
    this.random = new Random(seed);
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** As many make a round. */
  int round() {
    return faults.size();
  }

  ProcessFault next() {
    if (coming.isEmpty()) {
      coming.addAll(faults);
      Collections.shuffle(coming, random);
    }
    return coming.remove(coming.size() - 1);
  }

  /** For whatever a fault has to choose. */
  Random random() {
    return random;
  }
}
