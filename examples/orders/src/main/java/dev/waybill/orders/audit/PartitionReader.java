package dev.waybill.orders.audit;

import dev.waybill.orders.audit.RecordBatchReader.Batch;
import dev.waybill.orders.audit.RecordBatchReader.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is committed in a partition: a transaction's records count once its commit marker follows,
 * and never if an abort marker does.
 */
final class PartitionReader {

  private final List<StoredRecord> committed = new ArrayList<>();
  private final Map<Long, List<StoredRecord>> openByProducer = new HashMap<>();

  private PartitionReader() {}

  /**
   * @param committed in the order of their offsets
   * @param undecided of transactions that have no marker
   */
  record Content(List<StoredRecord> committed, List<StoredRecord> undecided) {}

  /** Reads all segments of the directory. */
  static Content read(Path partition) throws IOException {
    PartitionReader reader = new PartitionReader();
    for (Path segment : segments(partition)) {
      RecordBatchReader.read(segment, reader::accept);
    }
    return new Content(
        inOrder(reader.committed.stream()),
        inOrder(reader.openByProducer.values().stream().flatMap(List::stream)));
  }

  private void accept(Batch batch) {
    if (batch.control()) {
      List<StoredRecord> open = openByProducer.remove(batch.producerId());
      if (open != null && batch.records().stream().anyMatch(StoredRecord::commits)) {
        committed.addAll(open);
      }
    } else if (batch.transactional()) {
      openByProducer
          .computeIfAbsent(batch.producerId(), id -> new ArrayList<>())
          .addAll(batch.records());
    } else {
      committed.addAll(batch.records());
    }
  }

  // A name is its base offset in twenty digits, so the order of names is the order of offsets.
  private static List<Path> segments(Path partition) throws IOException {
    try (Stream<Path> files = Files.list(partition)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  private static List<StoredRecord> inOrder(Stream<StoredRecord> records) {
    return records.sorted(Comparator.comparingLong(StoredRecord::offset)).toList();
  }
}
