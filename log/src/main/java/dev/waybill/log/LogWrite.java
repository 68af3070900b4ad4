package dev.waybill.log;

import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.segment.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of an append that goes to one segment, in one write.
 *
 * @param rollsFirst whether it opens a new segment
 */
record LogWrite(boolean rollsFirst, List<ByteBuffer> pieces, List<RecordBatch> batches) {

  ByteBuffer[] bytes() {
    return pieces.toArray(ByteBuffer[]::new);
  }

  /**
   * Splits an append at segment borders, having checked all of it.
   *
   * @throws IllegalArgumentException when the batches do not continue the log
   */
  static List<LogWrite> plan(ByteBuffer[] buffers, Segment active, LogSettings settings) {
    Planner planner = new Planner(active, settings);
    for (ByteBuffer buffer : buffers) {
      planner.add(buffer);
    }
    return planner.writes;
  }

  private static final class Planner {
    private final LogSettings settings;
    private final List<LogWrite> writes = new ArrayList<>(1);
    private LogWrite current;
    private long base;
    private long size;
    private long firstTimestamp;
    private long expected;

    Planner(Segment active, LogSettings settings) {
      this.settings = settings;
      this.base = active.baseOffset();
      this.size = active.size();
      this.firstTimestamp = active.firstTimestamp();
      this.expected = active.endOffset();
      this.current = begin(false);
    }

    private LogWrite begin(boolean rolls) {
      return new LogWrite(rolls, new ArrayList<>(1), new ArrayList<>(1));
    }

    void add(ByteBuffer buffer) {
      int pieceStart = buffer.position();
      for (RecordBatch batch : RecordBatches.in(buffer)) {
        if (batch.baseOffset() != expected) {
          throw new IllegalArgumentException(
              "append: expected a batch with base offset "
                  + expected
                  + ", found "
                  + batch.baseOffset());
        }
        if (size > 0 && mustRoll(batch)) {
          endPiece(buffer, pieceStart, batch.index());
          pieceStart = batch.index();
          current = begin(true);
          base = expected;
          size = 0;
        }
        if (size == 0) {
          firstTimestamp = batch.maxTimestamp();
        }
        if (current.batches.isEmpty()) {
          writes.add(current);
        }
        current.batches.add(batch);
        size += batch.sizeInBytes();
        expected = batch.nextOffset();
      }
      endPiece(buffer, pieceStart, buffer.limit());
    }

    private void endPiece(ByteBuffer buffer, int from, int to) {
      if (to > from) {
        current.pieces.add(buffer.slice(from, to - from));
      }
    }

    private boolean mustRoll(RecordBatch batch) {
      return size + batch.sizeInBytes() > settings.segmentBytes()
          || batch.lastOffset() - base > Integer.MAX_VALUE
          || batch.maxTimestamp() - firstTimestamp > settings.segmentAge().toMillis();
    }
  }
}
