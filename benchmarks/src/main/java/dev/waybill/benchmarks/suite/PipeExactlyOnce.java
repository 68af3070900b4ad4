package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.measure.Sample;
import java.util.List;
import java.util.Optional;

/** What exactly-once costs over at-least-once. */
final class PipeExactlyOnce implements Benchmark {

  @Override
  public String name() {
    return "pipe-exactly-once";
  }

  @Override
  public String question() {
    return "read, process, publish the outputs and commit the position in one transaction";
  }

  @Override
  public List<Contender> contenders() {
    return Pipes.BOTH;
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(
        new Comparison(
            Pipes.EXACTLY_ONCE.label(), Pipes.AT_LEAST_ONCE.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast(Pipes.EXACTLY_ONCE.label(), Goal.RATIO, 0.95));
  }
}
