package dev.waybill.log;

import static dev.waybill.log.KeyedLog.DAY;
import static dev.waybill.log.KeyedLog.EAGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionRules;
import dev.waybill.log.compaction.PartitionFacts;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.storage.DirectoryStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CompactionTest {
  private static final int SEGMENT_BYTES = 400;

  private static KeyedLog log() throws IOException {
    return new KeyedLog(SEGMENT_BYTES);
  }

  private static void fillUp(KeyedLog log) throws IOException {
    for (int i = 0; i < 8; i++) {
      log.put("filler", "-".repeat(80));
    }
  }

  @Test
  void theActiveSegmentIsNotTouched() throws IOException {
    KeyedLog log = log();
    log.put("a", "1");
    log.put("a", "2");

    assertThat(log.compact(EAGER)).isEmpty();
    assertThat(log.offsets()).containsExactly(0L, 1L);
  }

  @Test
  void whatIsNotSyncedIsNotTouched() throws IOException {
    KeyedLog log = log();
    log.put("a", "1");
    log.put("a", "2");
    fillUp(log);

    assertThat(log.prepare(EAGER)).isEmpty();
    log.log.sync();
    assertThat(log.prepare(EAGER)).isNotEmpty();
  }

  @Test
  void itWaitsUntilItPays() throws IOException {
    KeyedLog log = log();
    fillUp(log);
    log.compact(EAGER);
    log.put("a", "1");
    fillUp(log);
    CompactionRules patient =
        new CompactionRules(DAY, 0, Long.MAX_VALUE, 0.999, SEGMENT_BYTES, 1 << 16);
    CompactionRules late = new CompactionRules(DAY, 0, 1_000, 0.999, SEGMENT_BYTES, 1 << 16);

    assertThat(log.compact(patient)).isEmpty();
    log.nowMillis += 2_000;
    assertThat(log.compact(patient)).isEmpty();
    assertThat(log.compact(late)).isPresent();
  }

  @Test
  void aSegmentWithAYoungMessageIsLeftAlone() throws IOException {
    KeyedLog log = log();
    log.put("a", "1");
    log.put("a", "2");
    fillUp(log);
    CompactionRules lagging =
        new CompactionRules(DAY, 1_000, Long.MAX_VALUE, 0, SEGMENT_BYTES, 1 << 16);

    assertThat(log.compact(lagging)).isEmpty();
    log.nowMillis += 1_000;
    assertThat(log.compact(lagging)).isPresent();
    assertThat(log.offsets()).doesNotContain(0L);
  }

  @Test
  void smallNeighboursBecomeOneSegment() throws IOException {
    KeyedLog log = log();
    for (int i = 0; i < 5; i++) {
      fillUp(log);
    }
    int before = log.log.snapshot().segmentCount();

    log.compact(EAGER);

    assertThat(before).isGreaterThan(5);
    assertThat(log.log.snapshot().segmentCount()).isEqualTo(2);
    log.check();
    log.disk = log.disk.kill();
    log.open();
    log.check();
  }

  @Test
  void whatIsCleanAlreadyIsNotWrittenAnew() throws IOException {
    KeyedLog log = log();
    fillUp(log);
    log.compact(EAGER);
    CompactionRules always = new CompactionRules(DAY, 0, Long.MAX_VALUE, -1, 1 << 20, 1 << 16);
    fillUp(log);
    log.compact(EAGER);

    assertThat(log.prepare(always)).isEmpty();
  }

  @Test
  void littleMemoryTakesMorePassesAndForgetsNothing() throws IOException {
    KeyedLog log = new KeyedLog(4_000);
    for (int i = 0; i < 200; i++) {
      log.put("k" + i % 50, "v" + i);
    }
    CompactionRules small = new CompactionRules(DAY, 0, Long.MAX_VALUE, 0, 4_000, 480);

    int passes = 0;
    while (log.compact(small).isPresent()) {
      passes++;
      log.check();
    }

    assertThat(passes).isGreaterThan(3);
    long clean = log.log.snapshot().clean().end();
    assertThat(log.offsets().stream().filter(offset -> offset < clean))
        .hasSizeLessThanOrEqualTo(50);
  }

  @Test
  void aBatchThatCannotBeDecodedStaysAndKeepsTheDeletionsBehindIt() throws IOException {
    KeyedLog log = log();
    ByteBuffer zstd = ForeignBatches.zstd(0, "not to be seen");
    log.log.append(zstd);
    log.end = 1;
    log.start = 1;
    log.put("a", "1");
    log.put("a", null);
    fillUp(log);
    CompactionRules rules = new CompactionRules(0, 0, Long.MAX_VALUE, 0, SEGMENT_BYTES, 1 << 16);
    log.compact(rules);
    fillUp(log);
    log.compact(rules);

    assertThat(log.offsets()).contains(2L).doesNotContain(1L);
    ByteBuffer found = log.log.read(log.log.snapshot(), 0, 1, 1);
    assertThat(found).isEqualTo(zstd.rewind());
  }

  @Test
  void aReaderThatBeganBeforeASwapReadsOn(@TempDir Path directory) throws Exception {
    try (PartitionLog log = onDisk(directory)) {
      append(log, 0, 400);
      log.sync();
      LogSnapshot before = log.snapshot();
      FileSlice slice = log.slice(before, 0, 400, SEGMENT_BYTES);
      List<Long> expected = offsets(log, before);

      compact(log);

      assertThat(offsets(log, before)).isEqualTo(expected);
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      assertThat(slice.transferTo(0, Channels.newChannel(sent))).isEqualTo(slice.length());
      assertThat(RecordBatch.at(ByteBuffer.wrap(sent.toByteArray()), 0).isCrcValid()).isTrue();
      assertThat(offsets(log, log.snapshot())).hasSizeLessThan(expected.size() / 2);
    }
  }

  @Test
  void anInterruptedReaderOfReplacedBytesIsGivenTheOnesThereAre(@TempDir Path directory)
      throws Exception {
    try (PartitionLog log = onDisk(directory)) {
      append(log, 0, 400);
      log.sync();
      LogSnapshot before = log.snapshot();
      compact(log);

      Thread.currentThread().interrupt();
      List<Long> seen = offsets(log, before);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(seen).endsWith(399L);
    }
  }

  @Test
  void readersSeeEveryLatestValueDuringSwaps(@TempDir Path directory) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    AtomicBoolean running = new AtomicBoolean(true);
    try (PartitionLog log = onDisk(directory)) {
      append(log, 0, 100);
      log.sync();
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(threads.submit(() -> readWhile(log, running)));
      }
      int swaps = 0;
      for (int from = 100; from < 3_000; from += 20) {
        append(log, from, from + 20);
        log.sync();
        swaps += compact(log);
      }
      running.set(false);
      for (Future<Integer> each : readers) {
        assertThat(each.get()).isPositive();
      }
      assertThat(swaps).isGreaterThan(20);
    } finally {
      running.set(false);
      threads.shutdownNow();
    }
  }

  private static int readWhile(PartitionLog log, AtomicBoolean running) throws IOException {
    int passes = 0;
    do {
      LogSnapshot snapshot = log.snapshot();
      List<Long> seen = offsets(log, snapshot);
      long end = snapshot.writtenEndOffset();
      // Ten keys in turn: the last ten messages are the latest of theirs.
      for (long offset = end - 10; offset < end; offset++) {
        assertThat(seen).contains(offset);
      }
      passes++;
    } while (running.get());
    return passes;
  }

  private static PartitionLog onDisk(Path directory) throws IOException {
    return PartitionLog.open(
            DirectoryStorage.open(directory),
            "p",
            LogSettings.defaults().withSegmentBytes(SEGMENT_BYTES).withIndexIntervalBytes(100),
            0,
            BatchVisitor.NONE)
        .log();
  }

  private static void append(PartitionLog log, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      log.append(KeyedLog.message(i, "key-" + i % 10, "value-" + i));
    }
  }

  private static int compact(PartitionLog log) throws IOException {
    List<CompactionOrder> orders = new ArrayList<>();
    long limit = log.snapshot().syncedEndOffset();
    log.compact(
        EAGER,
        new PartitionFacts() {
          @Override
          public long limitOffset() {
            return limit;
          }

          @Override
          public boolean isAborted(RecordBatch batch) {
            return false;
          }

          @Override
          public boolean isRemembered(RecordBatch batch) {
            return false;
          }
        },
        0,
        Decompressor.NONE,
        KeyedLog.into(orders));
    for (CompactionOrder order : orders) {
      log.carryOut(order, new byte[0]);
    }
    return orders.size();
  }

  private static List<Long> offsets(PartitionLog log, LogSnapshot snapshot) throws IOException {
    return List.copyOf(KeyedLog.read(log, snapshot, snapshot.logStartOffset(), List.of()).keySet());
  }
}
