package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.measure.Sample;
import java.util.List;
import java.util.Optional;

/** The pipe that may repeat. */
final class PipeAtLeastOnce implements Benchmark {

  @Override
  public String name() {
    return "pipe-at-least-once";
  }

  @Override
  public String question() {
    return "read, handle, publish and await the outputs, commit the position";
  }

  @Override
  public List<Contender> contenders() {
    return Pipes.BOTH;
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(
        new Comparison(
            Pipes.AT_LEAST_ONCE.label(), Pipes.EXACTLY_ONCE.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }
}
