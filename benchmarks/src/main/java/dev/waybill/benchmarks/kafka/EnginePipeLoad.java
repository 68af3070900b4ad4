package dev.waybill.benchmarks.kafka;

import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.StartPosition;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a topic, makes one output of each message, and commits outputs and position together. The
 * clock starts and stops at commits, as {@link EngineConsumeLoad}'s does at messages.
 */
public record EnginePipeLoad(KafkaInput input) implements Load {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);

  /** Seldom: on two cores it would be measured along. */
  private static final long LOOK_EVERY_NANOS = 5_000_000;

  @Override
  public Sample run(Workbench workbench) {
    long count = input.count(workbench);
    String name = "engine-output-" + workbench.round();
    Topic<byte[]> output = BenchTopics.values(name, 1);
    try (Waybill waybill = Waybill.open(KafkaNode.url(workbench.server()))) {
      try (Subscription subscription = pipe(waybill, output, name)) {
        awaitCommitted(subscription, count / EngineConsumeLoad.WARM_UP_SHARE);
        Meter meter = Meter.start();
        long before = subscription.counts().handled();
        awaitCommitted(subscription, count);
        Sample sample = meter.stop(count - before, (count - before) * input.bytes());
        Outputs.check(waybill, output, count);
        return sample;
      } finally {
        waybill.topics().delete(name);
      }
    }
  }

  private Subscription pipe(Waybill waybill, Topic<byte[]> output, String group) {
    return waybill
        .subscribe(input.topic())
        .group(group)
        .exactlyOnce()
        .startAt(StartPosition.earliest())
        .into(output)
        .process(message -> List.of(message));
  }

  private static void awaitCommitted(Subscription subscription, long count) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (subscription.counts().handled() < count) {
      if (System.nanoTime() > end || subscription.failure().isPresent()) {
        throw new IllegalStateException(
            "expected "
                + count
                + " messages committed, found "
                + subscription.counts()
                + ", "
                + subscription.failure());
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }
}
