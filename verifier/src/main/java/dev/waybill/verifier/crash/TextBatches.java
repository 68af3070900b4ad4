package dev.waybill.verifier.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches of short texts. */
final class TextBatches {
  static final int MAX_BYTES = 1 << 16;
  private static final int FIRST_BYTES = 256;

  private TextBatches() {}

  /** For a log: records from an offset on, whose timestamps are their offsets. */
  static ByteBuffer at(long offset, String... values) {
    return keyed(offset, null, values);
  }

  /** The same, all under one key. */
  static ByteBuffer keyed(long offset, @Nullable String key, String... values) {
    ByteBuffer batch = builder(offset, key, values).build();
    RecordBatch.at(batch, 0).setBaseOffset(offset);
    return batch;
  }

  /** For a broker, which places it. */
  static ByteBuffer plain(String value) {
    return builder(0, null, value).build();
  }

  static ByteBuffer transactional(long producerId, short epoch, int sequence, String value) {
    return builder(0, null, value).build(producerId, epoch, sequence, true);
  }

  private static BatchBuilder builder(long timestamp, @Nullable String key, String... values) {
    BatchBuilder builder = new BatchBuilder(FIRST_BYTES, MAX_BYTES);
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    for (int i = 0; i < values.length; i++) {
      if (!builder.tryAppend(timestamp + i, keyBytes, values[i].getBytes(UTF_8), List.of())) {
        throw new IllegalArgumentException("too much for one batch");
      }
    }
    return builder;
  }
}
