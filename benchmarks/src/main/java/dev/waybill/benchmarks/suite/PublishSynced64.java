package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.PublishLoad;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.Durability;
import java.util.List;
import java.util.Optional;

/** Durable publishing spread by key, against the same through one partition. */
final class PublishSynced64 implements Benchmark {

  private static final Contender SPREAD =
      Contender.of("64 partitions", new PublishLoad(64, Durability.SYNCED));

  @Override
  public String name() {
    return "publish-synced-64";
  }

  @Override
  public String question() {
    return "the same with keys, over 64 partitions, against one partition";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(PublishSynced.ONE_PARTITION, SPREAD);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(
        new Comparison(
            SPREAD.label(), PublishSynced.ONE_PARTITION.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atLeast(SPREAD.label(), Goal.RATIO, 0.5));
  }
}
