package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.PublishLoad;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.Durability;
import java.util.List;
import java.util.Optional;

/** Durable publishing through one partition, against the disk. */
final class PublishSynced implements Benchmark {

  static final Contender ONE_PARTITION =
      Contender.of("one partition", new PublishLoad(1, Durability.SYNCED));

  @Override
  public String name() {
    return "publish-synced";
  }

  @Override
  public String question() {
    return "one thread publishes to one partition; every future completes after its sync";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(Limits.DISK, ONE_PARTITION);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(
        new Comparison(ONE_PARTITION.label(), Limits.DISK.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atLeast(ONE_PARTITION.label(), Goal.RATIO, 0.4),
        Goal.atLeast(ONE_PARTITION.label(), Sample.MESSAGES_PER_SECOND, 2_000_000));
  }
}
