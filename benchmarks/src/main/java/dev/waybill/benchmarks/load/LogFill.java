package dev.waybill.benchmarks.load;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.message.Durability;

/**
 * A directory with one topic of a given size.
 *
 * @param bytes of values, at full scale
 * @param thoroughBytes of values, at full scale, when thorough
 * @param partitions of the topic
 */
public record LogFill(long bytes, long thoroughBytes, int partitions) implements Fill {

  static final String TOPIC = "stored";

  @Override
  public AutoCloseable fill(Workbench workbench) {
    Topic<byte[]> topic = BenchTopics.values(TOPIC, partitions);
    byte[][] values = Values.prepared();
    long count = workbench.count((workbench.thorough() ? thoroughBytes : bytes) / Values.BYTES);
    Waybill waybill = Waybill.open(workbench.url());
    try (Publisher<byte[]> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE)) {
      Receipts receipts = new Receipts(Durability.SYNCED, Receipts.AMPLE);
      for (long i = 0; i < count; i++) {
        receipts.add(publisher.publish(values[(int) (i & (values.length - 1))]));
      }
      receipts.awaitAll();
    }
    return waybill;
  }
}
