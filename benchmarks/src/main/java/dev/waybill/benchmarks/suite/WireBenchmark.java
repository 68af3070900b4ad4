package dev.waybill.benchmarks.suite;

import java.util.List;
import java.util.Optional;

/** One of {@link Wire}. */
record WireBenchmark(
    String name,
    String question,
    List<Contender> contenders,
    Optional<Comparison> comparison,
    List<Goal> goals)
    implements Benchmark {

  @Override
  public int rounds(boolean thorough) {
    return thorough ? 7 : 5;
  }
}
