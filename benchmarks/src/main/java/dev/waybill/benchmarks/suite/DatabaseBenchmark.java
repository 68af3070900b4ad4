package dev.waybill.benchmarks.suite;

import java.util.List;
import java.util.Optional;

/**
 * One of {@link Database}.
 *
 * @param usualRounds unless it is a thorough run
 */
record DatabaseBenchmark(
    String name,
    String question,
    List<Contender> contenders,
    Optional<Comparison> comparison,
    List<Goal> goals,
    int usualRounds)
    implements Benchmark {

  @Override
  public int rounds(boolean thorough) {
    return thorough ? usualRounds + 2 : usualRounds;
  }
}
