package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.TelemetryLoad;
import dev.waybill.benchmarks.measure.Sample;
import java.util.List;
import java.util.Optional;

/** Telemetry. */
final class AtMostOnce implements Benchmark {

  private static final Contender TELEMETRY =
      Contender.of("publish and handle", new TelemetryLoad());

  @Override
  public String name() {
    return "at-most-once";
  }

  @Override
  public String question() {
    return "published and handled at-most-once in one process, one thread each";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(Limits.DISK, TELEMETRY);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(
        new Comparison(TELEMETRY.label(), Limits.DISK.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast(TELEMETRY.label(), Sample.MESSAGES_PER_SECOND, 5_000_000));
  }
}
