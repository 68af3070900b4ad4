package dev.waybill.server.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordCursor;
import dev.waybill.server.protocol.Codecs;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a producer's batch is made of: it is refused by one of three errors, or Kafka's
 * own consumer can read all of it, and our log too; and inflating it takes bounded memory.
 */
@Isolated("There is one fuzzer in a JVM.")
class BatchCheckFuzzTest {
  private static final int LENGTH = 8;
  private static final int MAGIC = 16;
  private static final int CRC = 17;
  private static final int ATTRIBUTES = 21;
  private static final int HEADER_BYTES = 61;
  private static final int CONTROL = 0x20;
  private static final int MAX_INFLATED = 1 << 20;

  /** lz4 has blocks of at most 4 MB, and two buffers for one. */
  private static final long ALLOWED_BYTES = 16L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<byte[]> batches() {
    Header[] headers = {new RecordHeader("h", new byte[] {1}), new RecordHeader("n", null)};
    byte[] value = "a value that is worth to be packed, packed, packed".getBytes(UTF_8);
    return Arrays.stream(CompressionType.values())
        .map(
            type ->
                MemoryRecords.withRecords(
                    Compression.of(type).build(),
                    new SimpleRecord(1, null, value),
                    new SimpleRecord(2, value, null, headers)))
        .map(records -> Arrays.copyOf(records.buffer().array(), records.sizeInBytes()));
  }

  @MethodSource("batches")
  @FuzzTest(maxDuration = "2m")
  void isRefusedOrCanBeRead(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      return;
    }
    ByteBuffer batch = sealed(bytes.clone());
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      new BatchCheck(MAX_INFLATED).check(batch, false);
    } catch (CorruptRecordException
        | InvalidRecordException
        | UnsupportedCompressionTypeException declared) {
      return;
    } finally {
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOWED_BYTES);
    }
    int read = 0;
    for (Record record : MemoryRecords.readableRecords(batch.duplicate()).records()) {
      assertThat(record.headers()).isNotNull();
      read++;
    }
    RecordBatch ours = RecordBatch.at(batch, 0);
    assertThat(read).isEqualTo(ours.count());
    RecordCursor cursor = ours.records(Codecs.KAFKA);
    while (cursor.next()) {
      cursor.headers();
      read--;
    }
    assertThat(read).isZero();
  }

  /** So that what the codecs load once is not taken for what a batch takes. */
  @BeforeAll
  static void warmUp() {
    batches().forEach(each -> new BatchCheck(MAX_INFLATED).check(ByteBuffer.wrap(each), false));
  }

  /**
   * With a length, a format and a checksum that are right, so that the records are looked at; and
   * no control batch, which is refused elsewhere.
   */
  private static ByteBuffer sealed(byte[] bytes) {
    ByteBuffer batch = ByteBuffer.wrap(bytes);
    batch.putInt(LENGTH, bytes.length - LENGTH - Integer.BYTES).put(MAGIC, (byte) 2);
    batch.putShort(ATTRIBUTES, (short) (batch.getShort(ATTRIBUTES) & ~CONTROL));
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(ATTRIBUTES));
    return batch.putInt(CRC, (int) crc.getValue());
  }
}
