package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.PublishLoad;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.Durability;
import java.util.List;
import java.util.Optional;

/** Publishing that is answered from the page cache. */
final class PublishWritten implements Benchmark {

  private static final Contender WRITTEN =
      Contender.of("one partition", new PublishLoad(1, Durability.WRITTEN));

  @Override
  public String name() {
    return "publish-written";
  }

  @Override
  public String question() {
    return "one thread publishes; every future completes when its message is written";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(Limits.PAGE_CACHE, WRITTEN);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.of(
        new Comparison(WRITTEN.label(), Limits.PAGE_CACHE.label(), Sample.MESSAGES_PER_SECOND));
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }
}
