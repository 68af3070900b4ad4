package dev.waybill.log.record;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Batches that lie back to back in a buffer, from its position to its limit. */
public final class RecordBatches implements Iterable<RecordBatch> {
  private final ByteBuffer buffer;

  private RecordBatches(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** The batches in a buffer, whose position stays; the bytes are shared. */
  public static RecordBatches in(ByteBuffer buffer) {
    return new RecordBatches(buffer);
  }

  /**
   * Walks the batches; each has passed {@link RecordBatch#validateHeader()}.
   *
   * <p>{@code next} throws {@link InvalidBatchException} when the bytes stop being whole batches.
   */
  @Override
  public Iterator<RecordBatch> iterator() {
    return new Iterator<>() {
      private int at = buffer.position();

      @Override
      public boolean hasNext() {
        return at < buffer.limit();
      }

      @Override
      public RecordBatch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        RecordBatch batch = RecordBatch.at(buffer, at);
        batch.validateHeader();
        at += batch.sizeInBytes();
        return batch;
      }
    };
  }
}
