package dev.waybill.benchmarks.kafka;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Fill;
import dev.waybill.benchmarks.load.Receipts;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.Random;

/**
 * A topic to read. Contenders with the same one share it: whoever comes second finds it filled.
 *
 * @param name of the topic
 * @param partitions of the topic
 * @param messages at full scale
 * @param bytes of each message's value
 */
public record KafkaInput(String name, int partitions, long messages, int bytes) implements Fill {

  private static final int VALUES = 1024;
  private static final long SEED = 20_261_122L;

  /** Publishes under way, in bytes: less than a publisher's buffer. */
  private static final int UNDER_WAY_BYTES = 8 << 20;

  Topic<byte[]> topic() {
    return BenchTopics.values(name, partitions);
  }

  long count(Workbench workbench) {
    return workbench.count(messages);
  }

  @Override
  public AutoCloseable fill(Workbench workbench) {
    Waybill waybill = Waybill.open(KafkaNode.url(workbench.server()));
    if (waybill.topics().describe(name).isEmpty()) {
      fill(waybill, count(workbench));
    }
    return waybill;
  }

  private void fill(Waybill waybill, long count) {
    byte[][] values = new byte[VALUES][bytes];
    Random random = new Random(SEED);
    for (byte[] value : values) {
      random.nextBytes(value);
    }
    try (Publisher<byte[]> publisher =
        waybill
            .publisher(topic())
            .guarantee(Guarantee.AT_LEAST_ONCE)
            .linger(Duration.ofMillis(5))
            .open()) {
      Receipts receipts = new Receipts(Durability.REPLICATED, UNDER_WAY_BYTES / bytes);
      for (long i = 0; i < count; i++) {
        receipts.add(publisher.publish(values[(int) (i & (VALUES - 1))]));
      }
      receipts.awaitAll();
    }
  }
}
