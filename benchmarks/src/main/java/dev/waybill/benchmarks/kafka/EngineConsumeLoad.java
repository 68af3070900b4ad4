package dev.waybill.benchmarks.kafka;

import dev.waybill.Subscription;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.HandledCount;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.StartPosition;
import java.time.Duration;

/**
 * A new group reads a topic from its begin, at-least-once, with a handler that does nothing. The
 * clock starts when the first share of the messages has come, which has warmed everything up, and
 * stops when the last is handled and its position committed.
 */
public record EngineConsumeLoad(KafkaInput input) implements Load {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of all messages so many are for warming up: one part in that many. */
  static final int WARM_UP_SHARE = 2;

  @Override
  public Sample run(Workbench workbench) {
    long count = input.count(workbench);
    HandledCount handled = new HandledCount();
    try (Waybill waybill = Waybill.open(KafkaNode.url(workbench.server()));
        Subscription subscription =
            waybill
                .subscribe(input.topic())
                .group("engine-" + workbench.round())
                .atLeastOnce()
                .startAt(StartPosition.earliest())
                .handle(message -> handled.add(1))) {
      handled.awaitAll(count / WARM_UP_SHARE);
      Meter meter = Meter.start();
      long before = handled.now();
      handled.awaitAll(count);
      if (!subscription.awaitCaughtUp(PATIENCE)) {
        throw new IllegalStateException(
            "all " + count + " messages were handled, and their position is not committed");
      }
      return meter.stop(count - before, (count - before) * input.bytes());
    }
  }
}
