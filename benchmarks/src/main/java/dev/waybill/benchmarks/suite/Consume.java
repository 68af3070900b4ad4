package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.DiskReadLoad;
import dev.waybill.benchmarks.load.DrainLoad;
import dev.waybill.benchmarks.load.InputFill;
import dev.waybill.benchmarks.measure.Sample;
import java.util.List;
import java.util.Optional;

/** Reading what is there. */
final class Consume implements Benchmark {

  private static final Contender LIMIT = Contender.of("page cache", new DiskReadLoad());
  private static final Contender DRAIN =
      Contender.of("one group", new DrainLoad())
          .after(Preparation.once(new InputFill(1_500_000, 6_000_000)));

  @Override
  public String name() {
    return "consume";
  }

  @Override
  public String question() {
    return "a new group drains a topic at-least-once, one lane";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(LIMIT, DRAIN);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(new Comparison(DRAIN.label(), LIMIT.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }
}
