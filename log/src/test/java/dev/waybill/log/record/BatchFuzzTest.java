package dev.waybill.log.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a batch is made of: it is refused as invalid, or all of it can be read; and what
 * was read and written again reads the same.
 */
@Isolated("There is one fuzzer in a JVM.")
class BatchFuzzTest {
  private static final int CRC = 17;
  private static final int ATTRIBUTES = 21;
  private static final int LENGTH = 8;

  static Stream<byte[]> batches() {
    BatchBuilder builder = new BatchBuilder(64, 1 << 16);
    byte[] value = "value".getBytes(UTF_8);
    builder.tryAppend(7, null, value, List.of());
    byte[] one = bytes(builder.build());
    builder.reset();
    builder.tryAppend(7, "key".getBytes(UTF_8), value, List.of(new RecordHeader("h", null)));
    builder.tryAppend(9, null, null, List.of(new RecordHeader("", value)));
    byte[] two = bytes(builder.build());
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return Stream.of(one, two, both);
  }

  @MethodSource("batches")
  @FuzzTest(maxDuration = "2m")
  void isRefusedOrReadsAndReadsTheSameAgain(byte[] bytes) {
    walk(ByteBuffer.wrap(bytes));
    walk(sealed(bytes.clone()));
  }

  private static void walk(ByteBuffer bytes) {
    try {
      for (RecordBatch batch : RecordBatches.in(bytes)) {
        batch.validate();
        if (batch.compression() == Compression.NONE) {
          roundTrip(batch);
        }
      }
    } catch (InvalidBatchException declared) {
      assertThat(declared).hasMessageContaining("expected");
    }
  }

  private static void roundTrip(RecordBatch batch) {
    BatchBuilder again = new BatchBuilder(64, 1 << 20);
    RecordCursor records = batch.records();
    while (records.next()) {
      boolean fits =
          again.tryAppend(records.timestamp(), records.key(), records.value(), records.headers());
      if (!fits) {
        return;
      }
    }
    RecordCursor first = batch.records();
    RecordCursor second = RecordBatch.at(again.build(), 0).records();
    while (first.next()) {
      assertThat(second.next()).isTrue();
      assertThat(second.timestamp()).isEqualTo(first.timestamp());
      assertThat(second.key()).isEqualTo(first.key());
      assertThat(second.value()).isEqualTo(first.value());
      assertThat(second.headers()).isEqualTo(first.headers());
    }
    assertThat(second.next()).isFalse();
  }

  /** The same with a length and a checksum that are right, so that what is behind them is seen. */
  private static ByteBuffer sealed(byte[] bytes) {
    ByteBuffer batch = ByteBuffer.wrap(bytes);
    if (bytes.length >= BatchFormat.HEADER_BYTES) {
      batch.putInt(LENGTH, bytes.length - LENGTH - Integer.BYTES);
      CRC32C crc = new CRC32C();
      crc.update(batch.duplicate().position(ATTRIBUTES));
      batch.putInt(CRC, (int) crc.getValue());
    }
    return batch;
  }

  private static byte[] bytes(ByteBuffer batch) {
    byte[] bytes = new byte[batch.remaining()];
    batch.get(bytes);
    return bytes;
  }
}
