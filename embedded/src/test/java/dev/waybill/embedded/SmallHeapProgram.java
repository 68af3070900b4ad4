package dev.waybill.embedded;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.Polled;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What {@link SmallHeapTest} runs: publish all, then consume all, checking order and number. */
final class SmallHeapProgram {
  private static final int PARTITIONS = 4;
  private static final int VALUE_BYTES = 100;

  private SmallHeapProgram() {}

  public static void main(String[] args) {
    long count = Long.parseLong(args[1]);
    try (Engine engine = new EmbeddedProvider().open(args[0], Map.of())) {
      engine.topics().create("orders", TopicSettings.partitions(PARTITIONS));
      publish(engine, count);
      System.out.println("consumed " + consume(engine, count) + " of " + count);
    }
  }

  private static void publish(Engine engine, long count) {
    AtomicLong done = new AtomicLong();
    PublishCompletion counting =
        new PublishCompletion() {
          @Override
          public void done(TopicPartition partition, long offset, Durability durability) {
            done.incrementAndGet();
          }

          @Override
          public void failed(WaybillException failure) {
            throw failure;
          }
        };
    byte[] value = new byte[VALUE_BYTES];
    TopicPartition[] partitions = new TopicPartition[PARTITIONS];
    for (int i = 0; i < PARTITIONS; i++) {
      partitions[i] = new TopicPartition("orders", i);
    }
    try (EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED))) {
      for (long i = 0; i < count; i++) {
        publisher.publish(
            partitions[(int) (i % PARTITIONS)], i, null, value, Headers.empty(), counting);
      }
    }
    if (done.get() != count) {
      throw new IllegalStateException("expected " + count + " answers, found " + done.get());
    }
  }

  private static long consume(Engine engine, long count) {
    long[] next = new long[PARTITIONS];
    long consumed = 0;
    try (EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()))) {
      while (consumed < count) {
        for (Polled.Batch batch : consumer.poll(Duration.ofSeconds(30)).batches()) {
          int partition = batch.partition().partition();
          for (StoredMessage message : batch.messages()) {
            if (message.offset() != next[partition]) {
              throw new IllegalStateException(
                  "expected offset " + next[partition] + ", found " + message.offset());
            }
            next[partition]++;
            consumed++;
          }
        }
      }
    }
    return consumed;
  }
}
