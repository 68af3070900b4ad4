package dev.waybill.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.compaction.CompactionPass;
import dev.waybill.log.compaction.CompactionRules;
import dev.waybill.log.compaction.PartitionFacts;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.ControlRecords;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.log.storage.SimulatedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A partition of keyed messages beside a plain list of what was written to it. */
final class KeyedLog {
  static final long DAY = 86_400_000;
  static final CompactionRules EAGER =
      new CompactionRules(DAY, 0, Long.MAX_VALUE, 0, 1 << 20, 1 << 20);

  /** A record as it was written; the key and a tombstone's value may be null. */
  record Written(long offset, String key, String value, long producer) {}

  /** A transaction as readers know it. */
  record Range(long producer, long first, long marker) {}

  final List<Written> written = new ArrayList<>();
  final List<Range> aborted = new ArrayList<>();
  final Map<Long, Long> open = new HashMap<>();
  final Set<Long> abortedOffsets = new HashSet<>();
  final LogSettings settings;
  SimulatedStorage disk = new SimulatedStorage();
  PartitionLog log;
  long end;
  long start;
  long nowMillis = 10 * DAY;

  KeyedLog(int segmentBytes) throws IOException {
    settings = LogSettings.defaults().withSegmentBytes(segmentBytes).withIndexIntervalBytes(100);
    open();
  }

  void open() throws IOException {
    PartitionLog.Opened opened = PartitionLog.open(disk, "p", settings, 0, BatchVisitor.NONE);
    assertThat(opened.recovery().damage()).isEmpty();
    log = opened.log();
  }

  void put(String key, String value) throws IOException {
    put(-1, key, value);
  }

  /** Of a transaction when the producer is none of -1. */
  void put(long producer, String... keysAndValues) throws IOException {
    BatchBuilder builder = new BatchBuilder(256, 1 << 20);
    long base = end;
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String key = keysAndValues[i];
      String value = keysAndValues[i + 1];
      builder.tryAppend(nowMillis, bytes(key), bytes(value), List.of());
      written.add(new Written(end++, key, value, producer));
    }
    append(
        producer < 0 ? builder.build() : builder.build(producer, (short) 0, (int) base, true),
        base);
    if (producer >= 0) {
      open.putIfAbsent(producer, base);
    }
  }

  void endTransaction(long producer, boolean commit) throws IOException {
    Long first = open.remove(producer);
    append(
        ControlRecords.endTransaction(
            commit ? ControlRecords.Type.COMMIT : ControlRecords.Type.ABORT,
            producer,
            (short) 0,
            0,
            nowMillis),
        end);
    if (!commit) {
      aborted.add(new Range(producer, first, end));
      written.stream()
          .filter(each -> each.producer() == producer && each.offset() >= first)
          .forEach(each -> abortedOffsets.add(each.offset()));
    }
    end++;
  }

  private void append(ByteBuffer batch, long base) throws IOException {
    RecordBatch.at(batch, 0).setBaseOffset(base);
    log.append(batch);
  }

  /** A batch of one message, its base offset set. */
  static ByteBuffer message(long offset, String key, String value) {
    BatchBuilder builder = new BatchBuilder(256, 1 << 20);
    builder.tryAppend(offset, bytes(key), bytes(value), List.of());
    ByteBuffer batch = builder.build();
    RecordBatch.at(batch, 0).setBaseOffset(offset);
    return batch;
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  /** What the owner of the partition knows now. */
  PartitionFacts facts() {
    long limit =
        Math.min(
            log.snapshot().syncedEndOffset(),
            open.values().stream().mapToLong(first -> first).min().orElse(Long.MAX_VALUE));
    List<Range> known = List.copyOf(aborted);
    return new PartitionFacts() {
      @Override
      public long limitOffset() {
        return limit;
      }

      @Override
      public boolean isAborted(RecordBatch batch) {
        return KeyedLog.isAborted(known, batch);
      }

      @Override
      public boolean isRemembered(RecordBatch batch) {
        return false;
      }
    };
  }

  private static boolean isAborted(List<Range> ranges, RecordBatch batch) {
    return ranges.stream()
        .anyMatch(
            range ->
                range.producer() == batch.producerId()
                    && batch.baseOffset() >= range.first()
                    && batch.baseOffset() < range.marker());
  }

  /** Runs a pass and returns its orders, which are not carried out. */
  List<CompactionOrder> prepare(CompactionRules rules) throws IOException {
    return prepare(rules, Decompressor.NONE);
  }

  List<CompactionOrder> prepare(CompactionRules rules, Decompressor decompressor)
      throws IOException {
    List<CompactionOrder> orders = new ArrayList<>();
    log.compact(rules, facts(), nowMillis, decompressor, into(orders));
    return orders;
  }

  Optional<CompactionPass.Report> compact(CompactionRules rules) throws IOException {
    log.sync();
    List<CompactionOrder> orders = new ArrayList<>();
    Optional<CompactionPass.Report> report =
        log.compact(rules, facts(), nowMillis, Decompressor.NONE, into(orders));
    for (CompactionOrder order : orders) {
      log.carryOut(order, new byte[0]);
    }
    return report;
  }

  static CompactionOutput into(List<CompactionOrder> orders) {
    return new CompactionOutput() {
      @Override
      public boolean isCancelled() {
        return false;
      }

      @Override
      public void order(CompactionOrder order) {
        orders.add(order);
      }
    };
  }

  /** What a committed-reader sees from an offset on, every batch where the last one ended. */
  TreeMap<Long, Written> readFrom(long from) throws IOException {
    return read(log, log.snapshot(), from, aborted);
  }

  static TreeMap<Long, Written> read(
      PartitionLog log, LogSnapshot snapshot, long from, List<Range> aborted) throws IOException {
    TreeMap<Long, Written> seen = new TreeMap<>();
    long at = from;
    while (at < snapshot.writtenEndOffset()) {
      ByteBuffer bytes = log.read(snapshot, at, snapshot.writtenEndOffset(), 300);
      assertThat(bytes.hasRemaining()).as("something to read at %d", at).isTrue();
      boolean first = true;
      for (RecordBatch batch : RecordBatches.in(bytes)) {
        assertThat(batch.baseOffset()).isLessThanOrEqualTo(at);
        assertThat(first || batch.baseOffset() == at).as("dense at %d", at).isTrue();
        first = false;
        at = batch.nextOffset();
        if (batch.isControl() || (batch.isTransactional() && isAborted(aborted, batch))) {
          continue;
        }
        for (RecordCursor cursor = batch.records(); cursor.next(); ) {
          if (cursor.offset() >= from) {
            seen.put(
                cursor.offset(),
                new Written(
                    cursor.offset(), text(cursor.key()), text(cursor.value()), batch.producerId()));
          }
        }
      }
    }
    return seen;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, UTF_8);
  }

  /** Nothing is there that was not written, and of every key the latest is. */
  void check() throws IOException {
    check(start);
  }

  void check(long from) throws IOException {
    TreeMap<Long, Written> seen = readFrom(from);
    Map<String, Written> latest = new HashMap<>();
    for (Written each : written) {
      boolean visible = each.offset() >= from && !abortedOffsets.contains(each.offset());
      Written found = seen.remove(each.offset());
      if (found != null) {
        assertThat(visible).as("visible: %s", each).isTrue();
        assertThat(found.key()).isEqualTo(each.key());
        assertThat(found.value()).as("at offset %d", each.offset()).isEqualTo(each.value());
        latest.put(each.key(), each);
      } else if (visible && each.key() == null) {
        throw new AssertionError("without a key, and gone: " + each);
      }
    }
    assertThat(seen).as("never written").isEmpty();
    Map<String, Written> expected = new HashMap<>();
    written.stream()
        .filter(each -> each.offset() >= from && !abortedOffsets.contains(each.offset()))
        .forEach(each -> expected.put(each.key(), each));
    expected.forEach(
        (key, each) -> {
          Written found = latest.get(key);
          boolean deleted = each.value() == null && found == null;
          assertThat(deleted || each.equals(found))
              .as("latest of %s: expected %s, found %s", key, each, found)
              .isTrue();
        });
  }

  /** The offsets of what is there. */
  List<Long> offsets() throws IOException {
    return List.copyOf(readFrom(start).keySet());
  }
}
