package dev.waybill.benchmarks.load;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import java.time.Duration;
import java.util.Map;

/**
 * One thread publishes at-most-once, a subscription in the same process handles at-most-once. The
 * clock stops when the last message was handled; what is counted is what was handled.
 */
public record TelemetryLoad() implements Load {

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration MEASURED = Duration.ofSeconds(3);
  private static final int STRIDE = 256;

  @Override
  public Sample run(Workbench workbench) {
    Topic<byte[]> topic = BenchTopics.values("telemetry", 1);
    HandledCount handled = new HandledCount();
    try (Waybill waybill = Waybill.open(workbench.url());
        Publisher<byte[]> publisher = waybill.publisher(topic, Guarantee.AT_MOST_ONCE);
        Subscription subscription =
            waybill
                .subscribe(topic)
                .group("telemetry")
                .atMostOnce()
                .handle(message -> handled.add(1))) {
      long before = publish(publisher, workbench.lasting(WARM_UP));
      handled.await(before);
      long base = handled.now();
      Meter meter = Meter.start();
      long published = publish(publisher, workbench.lasting(MEASURED));
      handled.await(base + published);
      long counted = handled.now() - base;
      subscription.pause();
      return meter.stop(
          counted, counted * Values.BYTES, Map.of("lostMessages", (double) (published - counted)));
    }
  }

  private static long publish(Publisher<byte[]> publisher, Duration duration) {
    byte[][] values = Values.prepared();
    long end = System.nanoTime() + duration.toNanos();
    long published = 0;
    do {
      for (int i = 0; i < STRIDE; i++) {
        var unused = publisher.publish(values[(int) (published++ & (values.length - 1))]);
      }
    } while (System.nanoTime() < end);
    publisher.flush();
    return published;
  }
}
