package dev.waybill.benchmarks.load;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.message.Durability;

/**
 * Two topics of one partition, one to warm up with and one to measure.
 *
 * @param warmUpMessages at full scale
 * @param messages at full scale
 */
public record InputFill(long warmUpMessages, long messages) implements Fill {

  static final Topic<byte[]> WARM_UP = BenchTopics.values("warm-up", 1);
  static final Topic<byte[]> INPUT = BenchTopics.values("input", 1);

  @Override
  public AutoCloseable fill(Workbench workbench) {
    Waybill waybill = Waybill.open(workbench.url());
    fill(waybill, WARM_UP, workbench.count(warmUpMessages));
    fill(waybill, INPUT, workbench.count(messages));
    return waybill;
  }

  private static void fill(Waybill waybill, Topic<byte[]> topic, long count) {
    byte[][] values = Values.prepared();
    try (Publisher<byte[]> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE)) {
      Receipts receipts = new Receipts(Durability.SYNCED, Receipts.AMPLE);
      for (long i = 0; i < count; i++) {
        receipts.add(publisher.publish(values[(int) (i & (values.length - 1))]));
      }
      receipts.awaitAll();
    }
    long stored = stored(waybill, topic);
    if (stored != count) {
      throw new IllegalStateException(
          "expected " + count + " messages in " + topic + ", found " + stored);
    }
  }

  /** How many messages readers of committed messages find in the topic. */
  static long stored(Waybill waybill, Topic<?> topic) {
    return waybill.topics().describe(topic.name()).orElseThrow().partitions().stream()
        .mapToLong(partition -> partition.stableOffset() - partition.startOffset())
        .sum();
  }
}
