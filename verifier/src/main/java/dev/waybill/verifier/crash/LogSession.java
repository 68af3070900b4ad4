package dev.waybill.verifier.crash;

import dev.waybill.log.BatchVisitor;
import dev.waybill.log.LogSettings;
import dev.waybill.log.PartitionLog;
import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.compaction.CompactionRules;
import dev.waybill.log.compaction.PartitionFacts;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A partition log and the ledger of what is done to it. */
final class LogSession {
  static final String DIRECTORY = "topics/t/0";
  private static final long DAY_MILLIS = 86_400_000;
  private static final CompactionRules EAGER =
      new CompactionRules(DAY_MILLIS, 0, Long.MAX_VALUE, 0, 1 << 20, 1 << 16);

  /** A value and the key it was written under. */
  private record Keyed(String key, String value) {}

  private final Storage disk;
  private final LogSettings settings;
  private final Ledger ledger;
  private final SortedMap<Long, Keyed> values = new TreeMap<>();
  private PartitionLog log;
  private int number;
  private long end;

  LogSession(Storage disk, LogSettings settings, Ledger ledger) throws IOException {
    this.disk = disk;
    this.settings = settings;
    this.ledger = ledger;
    this.log = opened();
  }

  private PartitionLog opened() throws IOException {
    return PartitionLog.open(disk, DIRECTORY, settings, 0, BatchVisitor.NONE).log();
  }

  /** One batch. */
  void append(String... texts) throws IOException {
    appendKeyed("", texts);
  }

  void appendKeyed(String key, String... texts) throws IOException {
    String[] fresh = new String[texts.length];
    for (int i = 0; i < texts.length; i++) {
      fresh[i] = number++ + " " + texts[i];
      ledger.attempt(DIRECTORY, end + i, fresh[i]);
      values.put(end + i, new Keyed(key, fresh[i]));
    }
    ByteBuffer batch = TextBatches.keyed(end, key.isEmpty() ? null : key, fresh);
    end += texts.length;
    log.append(batch);
  }

  void sync() throws IOException {
    log.sync();
    ledger.acknowledgedAll(DIRECTORY);
  }

  void checkpoint() throws IOException {
    log.checkpoint(end, new byte[] {1, 2, 3});
    ledger.acknowledgedAll(DIRECTORY);
  }

  void deleteBefore(long offset) throws IOException {
    remove(values.headMap(offset), () -> log.deleteBefore(offset));
  }

  void truncateTo(long offset) throws IOException {
    remove(values.tailMap(offset), () -> log.truncateTo(offset));
    end = offset;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void remove(SortedMap<Long, Keyed> doomed, Step step) throws IOException {
    doomed.values().forEach(each -> ledger.mayGo(each.value));
    step.run();
    doomed.values().forEach(each -> ledger.gone(each.value));
    doomed.clear();
    ledger.acknowledgedAll(DIRECTORY);
  }

  /** Leaves the latest of every key in closed segments. */
  void compact() throws IOException {
    sync();
    Set<String> keys = new HashSet<>();
    for (Keyed each : new ArrayList<>(descending())) {
      if (!keys.add(each.key)) {
        ledger.mayGo(each.value);
      }
    }
    List<CompactionOrder> orders = new ArrayList<>();
    log.compact(EAGER, facts(log.snapshot().syncedEndOffset()), 0, Decompressor.NONE, into(orders));
    for (CompactionOrder order : orders) {
      log.carryOut(order, new byte[] {4});
    }
    SortedMap<Long, String> left = LogContents.readAll(log);
    values
        .keySet()
        .removeIf(
            offset -> {
              Keyed each = values.get(offset);
              boolean gone = each != null && !left.containsKey(offset);
              if (each != null && gone) {
                ledger.gone(each.value);
              }
              return gone;
            });
    ledger.acknowledgedAll(DIRECTORY);
  }

  private List<Keyed> descending() {
    List<Keyed> descending = new ArrayList<>();
    values.values().forEach(each -> descending.add(0, each));
    return descending;
  }

  private static PartitionFacts facts(long limit) {
    return new PartitionFacts() {
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
    };
  }

  private static CompactionOutput into(List<CompactionOrder> orders) {
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

  /** Closes well and opens again. */
  void closeAndReopen() throws IOException {
    log.close(new byte[] {5});
    ledger.acknowledgedAll(DIRECTORY);
    log = opened();
  }

  /** The process dies and the next one opens what the page cache holds. */
  void dieAndReopen() throws IOException {
    log.close();
    log = opened();
    ledger.acknowledgedAll(DIRECTORY);
  }

  void end() throws IOException {
    log.close();
  }
}
