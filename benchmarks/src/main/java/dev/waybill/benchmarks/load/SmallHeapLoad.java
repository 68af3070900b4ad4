package dev.waybill.benchmarks.load;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.Durability;

/**
 * One thread publishes at-least-once while a group handles at-least-once, without a warm-up: what
 * is asked is whether it fits, and how fast it is then.
 *
 * @param messages at full scale
 */
public record SmallHeapLoad(long messages) implements Load {

  /** Publishes that the application has under way: futures cost heap too. */
  private static final int UNDER_WAY = 1 << 15;

  @Override
  public Sample run(Workbench workbench) {
    Topic<byte[]> topic = BenchTopics.values("small-heap", 1);
    byte[][] values = Values.prepared();
    long count = workbench.count(messages);
    HandledCount handled = new HandledCount();
    Meter meter = Meter.start();
    try (Waybill waybill = Waybill.open(workbench.url());
        Publisher<byte[]> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE);
        Subscription subscription =
            waybill
                .subscribe(topic)
                .group("small-heap")
                .atLeastOnce()
                .handle(message -> handled.add(1))) {
      Receipts receipts = new Receipts(Durability.SYNCED, UNDER_WAY);
      for (long i = 0; i < count; i++) {
        receipts.add(publisher.publish(values[(int) (i & (values.length - 1))]));
      }
      receipts.awaitAll();
      handled.awaitAll(count);
      subscription.pause();
      return meter.stop(count, count * Values.BYTES);
    }
  }
}
