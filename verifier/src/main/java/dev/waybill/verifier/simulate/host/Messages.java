package dev.waybill.verifier.simulate.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.broker.partition.AbortedRange;
import dev.waybill.broker.partition.ReadResult;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Integrity;
import dev.waybill.verifier.history.Payload;
import java.util.ArrayList;
import java.util.List;

/** What a client makes of the bytes it fetched. */
public final class Messages {
  private Messages() {}

  /** One message as it was found. */
  public record Found(long offset, String key, long message, Integrity integrity) {}

  /**
   * The messages of a read from {@code from} on, those of aborted transactions left out if the read
   * says which they are.
   */
  public static List<Found> in(ReadResult read, String topic, long from) {
    List<Found> found = new ArrayList<>();
    for (RecordBatch batch : RecordBatches.in(read.batches())) {
      if (!batch.isCrcValid()) {
        found.add(new Found(batch.baseOffset(), "", Event.NO_MESSAGE, Integrity.DAMAGED));
      } else if (!batch.isControl() && !isAborted(batch, read.aborted())) {
        RecordCursor records = batch.records();
        while (records.next()) {
          if (records.offset() >= from) {
            found.add(open(records, topic));
          }
        }
      }
    }
    return found;
  }

  /**
   * The same as an engine hands them on.
   *
   * @throws IllegalStateException a batch is damaged
   */
  public static List<StoredMessage> stored(ReadResult read, long from) {
    List<StoredMessage> found = new ArrayList<>();
    for (RecordBatch batch : RecordBatches.in(read.batches())) {
      if (!batch.isCrcValid()) {
        throw new IllegalStateException("expected whole batches, found a damaged one: " + batch);
      }
      if (!batch.isControl() && !isAborted(batch, read.aborted())) {
        RecordCursor records = batch.records();
        while (records.next()) {
          if (records.offset() >= from) {
            found.add(
                new StoredMessage(
                    records.offset(),
                    records.timestamp(),
                    records.key(),
                    records.value(),
                    Headers.empty()));
          }
        }
      }
    }
    return found;
  }

  private static Found open(RecordCursor records, String topic) {
    byte[] key = records.key();
    byte[] value = records.value();
    String text = key == null ? "" : new String(key, UTF_8);
    Payload.Opened opened = Payload.open(value == null ? new byte[0] : value, topic, text);
    return new Found(records.offset(), text, opened.message(), opened.integrity());
  }

  private static boolean isAborted(RecordBatch batch, List<AbortedRange> aborted) {
    if (!batch.isTransactional()) {
      return false;
    }
    for (AbortedRange range : aborted) {
      if (range.producerId() == batch.producerId()
          && range.firstOffset() <= batch.baseOffset()
          && batch.baseOffset() < range.markerOffset()) {
        return true;
      }
    }
    return false;
  }
}
