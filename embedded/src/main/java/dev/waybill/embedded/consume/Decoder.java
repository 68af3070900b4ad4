package dev.waybill.embedded.consume;

import dev.waybill.broker.partition.AbortedRange;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.embedded.translation.HeaderTerms;
import dev.waybill.log.record.InvalidBatchException;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.message.StoredMessage;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages out of what was read, as many at a time as are asked for. Passes over markers,
 * aborted messages, and those before the place. One thread.
 */
final class Decoder {
  private final SpareBuffer spare;
  private @Nullable ByteBuffer batches;
  private List<AbortedRange> aborted = List.of();
  private int nextBatchAt;
  private @Nullable RecordCursor cursor;

  /** The cursor stands on a message that was not taken, since it would have been too much. */
  private boolean held;

  /** What stopped the decoding; thrown at every take until the place changes. */
  private @Nullable RuntimeException damage;

  private long batchEnd;
  private long place;
  private int takenBytes;

  /**
   * @param spare gets each buffer once it is used up
   */
  Decoder(SpareBuffer spare) {
    this.spare = spare;
  }

  /** Goes on with what was read from {@code place} on. */
  void load(ReadResult read, long place) {
    batches = read.batches();
    nextBatchAt = read.batches().position();
    aborted = read.aborted();
    cursor = null;
    held = false;
    damage = null;
    this.place = place;
  }

  void drop() {
    if (batches != null) {
      spare.give(batches);
    }
    batches = null;
    cursor = null;
    held = false;
    damage = null;
    aborted = List.of();
  }

  boolean isEmpty() {
    return batches == null;
  }

  /** The offset after everything taken and passed over. */
  long place() {
    return place;
  }

  /** The offset after the batch that was looked at last. */
  long batchEnd() {
    return batchEnd;
  }

  /** Bytes of keys and values that the last {@link #take} added. */
  int takenBytes() {
    return takenBytes;
  }

  /**
   * Adds messages until the buffer is used up or a bound is reached; a message larger than {@code
   * maxBytes} is added to an empty list only.
   *
   * @throws dev.waybill.log.record.InvalidBatchException the bytes at the place are damaged; what
   *     was taken before is returned first, and the next take throws
   * @throws UnsupportedOperationException the batch is packed in a way that is not read here
   */
  void take(List<StoredMessage> to, int maxMessages, int maxBytes) {
    takenBytes = 0;
    try {
      if (damage == null) {
        takeAll(to, maxMessages, maxBytes);
      }
    } catch (InvalidBatchException | UnsupportedOperationException e) {
      damage = e;
    }
    if (damage != null && to.isEmpty()) {
      throw damage;
    }
  }

  private void takeAll(List<StoredMessage> to, int maxMessages, int maxBytes) {
    while (true) {
      RecordCursor records = cursor;
      if (records == null) {
        records = nextBatch();
        if (records == null) {
          return;
        }
        cursor = records;
      }
      if (!takeFrom(records, to, maxMessages, maxBytes)) {
        return;
      }
      place = batchEnd;
      cursor = null;
    }
  }

  /** False when a bound was reached before the batch was used up. */
  private boolean takeFrom(
      RecordCursor records, List<StoredMessage> to, int maxMessages, int maxBytes) {
    while (held || records.next()) {
      held = false;
      long offset = records.offset();
      if (offset < place) {
        continue;
      }
      int bytes = Math.max(0, records.keySize()) + Math.max(0, records.valueSize());
      boolean tooMuch = takenBytes + (long) bytes > maxBytes && !to.isEmpty();
      if (tooMuch || to.size() >= maxMessages) {
        held = true;
        return false;
      }
      to.add(
          new StoredMessage(
              offset,
              records.timestamp(),
              records.key(),
              records.value(),
              HeaderTerms.toApi(records.headers())));
      takenBytes += bytes;
      place = offset + 1;
    }
    return true;
  }

  private @Nullable RecordCursor nextBatch() {
    ByteBuffer buffer = batches;
    while (buffer != null && nextBatchAt < buffer.limit()) {
      RecordBatch batch = RecordBatch.at(buffer, nextBatchAt);
      batch.validateHeader();
      nextBatchAt += batch.sizeInBytes();
      batchEnd = batch.nextOffset();
      if (batchEnd <= place) {
        continue;
      }
      if (!batch.isControl() && !isAborted(batch)) {
        return batch.records();
      }
      place = batchEnd;
    }
    drop();
    return null;
  }

  private boolean isAborted(RecordBatch batch) {
    if (aborted.isEmpty() || !batch.isTransactional()) {
      return false;
    }
    long offset = batch.baseOffset();
    for (AbortedRange range : aborted) {
      if (range.producerId() == batch.producerId()
          && range.firstOffset() <= offset
          && offset < range.markerOffset()) {
        return true;
      }
    }
    return false;
  }
}
