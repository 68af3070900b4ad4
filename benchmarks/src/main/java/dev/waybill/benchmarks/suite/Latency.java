package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.DiskLatencyLoad;
import dev.waybill.benchmarks.load.LatencyLoad;
import java.util.List;
import java.util.Optional;

/** How long a synced publish takes when there is no hurry. */
final class Latency implements Benchmark {

  private static final int PER_SECOND = 10_000;
  private static final String P99 = "p99Millis";
  private static final Contender LIMIT = Contender.of("disk", new DiskLatencyLoad(PER_SECOND));
  private static final Contender SYNCED =
      Contender.of("one partition", new LatencyLoad(PER_SECOND));

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String question() {
    return "from intended send to completed synced publish, at 10,000 messages a second";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(LIMIT, SYNCED);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(new Comparison(SYNCED.label(), LIMIT.label(), P99));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost(SYNCED.label(), P99, 2));
  }
}
