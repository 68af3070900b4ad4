package dev.waybill.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.topic.CleanupPolicy;
import dev.waybill.broker.topic.Compaction;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that compacts while it is written to and read from. */
@Timeout(60)
class CompactionLoopTest {
  private static final TopicPartition TABLE = new TopicPartition("table", 0);
  private static final int SEGMENT_BYTES = 16 << 10;
  private static final int KEYS = 50;
  private static final int MESSAGES = 20_000;
  private static final BrokerSettings SETTINGS =
      BrokerSettings.defaults(7).withRetentionInterval(Duration.ofMillis(20));

  @TempDir Path directory;

  @Test
  void readersSeeEveryKeysLatestValueWhileSegmentsAreSwapped() throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(2);
    AtomicBoolean writing = new AtomicBoolean(true);
    Map<String, Integer> expected = new HashMap<>();
    try (Broker broker = Broker.open(directory.resolve("data"), SETTINGS)) {
      broker
          .createTopic(
              "table",
              TopicSettings.ofPartitions(1)
                  .withSegmentBytes(SEGMENT_BYTES)
                  .withCleanup(CleanupPolicy.COMPACT)
                  .withCompaction(Compaction.DEFAULT.withMinDirtyRatio(0.1)))
          .get();
      PartitionView view = broker.view(TABLE).orElseThrow();
      List<Future<?>> reading = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        reading.add(readers.submit(() -> readOnAndOn(view, writing)));
      }
      long written = 0;
      for (int i = 0; i < MESSAGES; i += KEYS) {
        written += put(broker, i, Acks.WRITTEN, expected);
      }
      while (view.sizeBytes() > written / 4) {
        // Each further message may close a segment, so that there is something to compact.
        written += put(broker, (int) written, Acks.WRITTEN, expected);
      }
      put(broker, (int) written, Acks.SYNCED, expected);
      writing.set(false);
      for (Future<?> each : reading) {
        each.get();
      }
      assertThat(latest(view)).isEqualTo(expected);
    } finally {
      writing.set(false);
      readers.shutdownNow();
    }

    try (Broker again = Broker.open(directory.resolve("data"), SETTINGS)) {
      assertThat(latest(again.view(TABLE).orElseThrow())).isEqualTo(expected);
    }
  }

  private static int put(Broker broker, int from, Acks acks, Map<String, Integer> expected)
      throws Exception {
    BatchBuilder builder = new BatchBuilder(1 << 12, 1 << 16);
    for (int i = from; i < from + KEYS; i++) {
      String key = "key-" + i % KEYS;
      builder.tryAppend(i, key.getBytes(UTF_8), Integer.toString(i).getBytes(UTF_8), List.of());
      expected.put(key, i);
    }
    ByteBuffer batch = builder.build();
    int bytes = batch.remaining();
    CompletableFuture<Appended> appended = broker.append(TABLE, batch, acks);
    appended.get();
    return bytes;
  }

  /** Every pass from the start, a key's values only ever grow, as they were written. */
  private static void readOnAndOn(PartitionView view, AtomicBoolean writing) {
    while (writing.get()) {
      latest(view);
    }
  }

  private static Map<String, Integer> latest(PartitionView view) {
    Map<String, Integer> latest = new HashMap<>();
    long from = view.offsets().logStart();
    while (true) {
      ReadResult result = view.read(from, Isolation.READ_COMMITTED, 1 << 12);
      if (result.isEmpty()) {
        return latest;
      }
      for (RecordBatch batch : RecordBatches.in(result.batches())) {
        assertThat(batch.isCrcValid()).isTrue();
        RecordCursor cursor = batch.records();
        while (cursor.next()) {
          int value = Integer.parseInt(new String(cursor.value(), UTF_8));
          Integer before = latest.put(new String(cursor.key(), UTF_8), value);
          assertThat(before == null || before <= value).as("%s then %s", before, value).isTrue();
        }
      }
      from = result.nextOffset();
    }
  }
}
