package dev.waybill.benchmarks.report;

import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.benchmarks.rounds.Series;
import dev.waybill.benchmarks.suite.Benchmark;
import dev.waybill.benchmarks.suite.Comparison;
import dev.waybill.benchmarks.suite.Contender;
import dev.waybill.benchmarks.suite.Goal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A benchmark and samples whose every figure is known. */
final class Planted implements Benchmark {

  private static final Load NOT_RUN =
      workbench -> {
        throw new AssertionError("planted, not run");
      };
  private static final Contender LIMIT = Contender.of("the limit", NOT_RUN);
  private static final Contender OURS = Contender.of("ours", NOT_RUN);

  /** The limit halves its speed from round to round, and so do we: 0.5, 0.5, 0.25. */
  static Series series() {
    Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
    samples.put(LIMIT, List.of(limit(8_000_000), limit(4_000_000), limit(2_000_000)));
    samples.put(OURS, List.of(ours(4_000_000, 1), ours(2_000_000, 3), ours(500_000, 2)));
    return new Series(samples);
  }

  private static Sample limit(long messages) {
    return new Sample(messages, messages * 100, 1, 0.5, 7_400_000, 1_000_000, Map.of());
  }

  private static Sample ours(long messages, double p99) {
    return new Sample(
        messages, messages * 100, 1, 1.5, 98_700_000, 20_000_000, Map.of("p99Millis", p99));
  }

  @Override
  public String name() {
    return "planted";
  }

  @Override
  public String question() {
    return "figures that \"everybody\" knows";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(LIMIT, OURS);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(new Comparison(OURS.label(), LIMIT.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(OURS.label(), Goal.RATIO, 0.4),
        Goal.atLeast(OURS.label(), Sample.MESSAGES_PER_SECOND, 3_000_000),
        Goal.atMost(OURS.label(), "p99Millis", 2));
  }
}
