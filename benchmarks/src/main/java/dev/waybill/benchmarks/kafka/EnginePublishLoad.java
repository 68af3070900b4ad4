package dev.waybill.benchmarks.kafka;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Load;
import dev.waybill.benchmarks.load.Receipts;
import dev.waybill.benchmarks.load.Values;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Meter;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.message.Durability;
import java.time.Duration;

/**
 * One thread publishes at-least-once, as fast as it is let, with a publisher's defaults, which are
 * idempotent here. The clock stops when the last receipt is there.
 *
 * @param partitions of the topic
 */
public record EnginePublishLoad(int partitions) implements Load {

  static final Duration WARM_UP = Duration.ofSeconds(6);
  static final Duration MEASURED = Duration.ofSeconds(5);

  /** How many publishes between two looks at the clock. */
  static final int STRIDE = 256;

  @Override
  public Sample run(Workbench workbench) {
    String topic = "engine-publish-" + workbench.round();
    try (Waybill waybill = Waybill.open(KafkaNode.url(workbench.server()))) {
      try (Publisher<byte[]> publisher =
          waybill.publisher(BenchTopics.values(topic, partitions), Guarantee.AT_LEAST_ONCE)) {
        Receipts receipts = new Receipts(Durability.REPLICATED, Receipts.AMPLE);
        publish(publisher, receipts, workbench.lasting(WARM_UP));
        Meter meter = Meter.start();
        long published = publish(publisher, receipts, workbench.lasting(MEASURED));
        return meter.stop(published, published * Values.BYTES);
      } finally {
        waybill.topics().delete(topic);
      }
    }
  }

  private static long publish(Publisher<byte[]> publisher, Receipts receipts, Duration duration) {
    byte[][] values = Values.prepared();
    long end = System.nanoTime() + duration.toNanos();
    long published = 0;
    do {
      for (int i = 0; i < STRIDE; i++) {
        receipts.add(publisher.publish(values[(int) (published++ & (values.length - 1))]));
      }
    } while (System.nanoTime() < end);
    receipts.awaitAll();
    return published;
  }
}
