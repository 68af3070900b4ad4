package dev.waybill.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.partition.AbortedRange;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Messages as tests see them: short texts. */
public final class Batches {
  private static final int MAX_BYTES = 1 << 20;
  private static final int READ_BYTES = 1 << 16;

  private Batches() {}

  public static ByteBuffer plain(String... values) {
    return builder(values).build();
  }

  public static ByteBuffer sequenced(ProducerIdentity producer, int sequence, String... values) {
    return builder(values).build(producer.producerId(), producer.epoch(), sequence, false);
  }

  public static ByteBuffer transactional(
      ProducerIdentity producer, int sequence, String... values) {
    return builder(values).build(producer.producerId(), producer.epoch(), sequence, true);
  }

  /** Every visible message with its offset, from the log start to the readable end. */
  public static SortedMap<Long, String> readAll(PartitionView view, Isolation isolation) {
    SortedMap<Long, String> values = new TreeMap<>();
    long from = view.offsets().logStart();
    while (true) {
      ReadResult result = view.read(from, isolation, READ_BYTES);
      if (result.isEmpty()) {
        return values;
      }
      for (RecordBatch batch : RecordBatches.in(result.batches())) {
        if (!batch.isControl() && !isAborted(batch, result.aborted())) {
          RecordCursor cursor = batch.records();
          while (cursor.next()) {
            byte[] value = cursor.value();
            values.put(cursor.offset(), value == null ? null : new String(value, UTF_8));
          }
        }
      }
      from = result.nextOffset();
    }
  }

  public static List<Long> offsets(PartitionView view, Isolation isolation) {
    return new ArrayList<>(readAll(view, isolation).keySet());
  }

  public static List<String> values(PartitionView view, Isolation isolation) {
    return new ArrayList<>(readAll(view, isolation).values());
  }

  /** Every offset belongs to exactly one batch, and every checksum is right. */
  public static void assertDense(PartitionView view) {
    long from = view.offsets().logStart();
    while (true) {
      ReadResult result = view.read(from, Isolation.READ_UNCOMMITTED, READ_BYTES);
      if (result.isEmpty()) {
        break;
      }
      for (RecordBatch batch : RecordBatches.in(result.batches())) {
        assertThat(batch.baseOffset()).as("offsets of %s", view.topicPartition()).isEqualTo(from);
        assertThat(batch.isCrcValid()).isTrue();
        from = batch.nextOffset();
      }
    }
    assertThat(from).isEqualTo(view.offsets().highWatermark());
  }

  private static boolean isAborted(RecordBatch batch, List<AbortedRange> aborted) {
    return batch.isTransactional()
        && aborted.stream()
            .anyMatch(
                range ->
                    range.producerId() == batch.producerId()
                        && batch.baseOffset() >= range.firstOffset()
                        && batch.baseOffset() <= range.markerOffset());
  }

  private static BatchBuilder builder(String... values) {
    BatchBuilder builder = new BatchBuilder(1 << 10, MAX_BYTES);
    for (String value : values) {
      if (!builder.tryAppend(1_000, null, value.getBytes(UTF_8), List.of())) {
        throw new IllegalArgumentException("too much for one batch");
      }
    }
    return builder;
  }
}
