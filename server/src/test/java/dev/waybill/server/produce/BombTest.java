package dev.waybill.server.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What inflates to much more than was sent, or says that it does. */
class BombTest {
  private static final int MAX_INFLATED = 1 << 20;
  private static final int CRC = 17;
  private static final int ATTRIBUTES = 21;
  private static final int RECORDS = 61;
  private static final byte[] SNAPPY_HEADER = {
    (byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1
  };

  private final BatchCheck check = new BatchCheck(MAX_INFLATED);

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
  void nothingIsInflatedBeyondTheBound(CompressionType type) {
    ByteBuffer fits = zeros(type, MAX_INFLATED / 2);
    ByteBuffer bomb = zeros(type, 32 * MAX_INFLATED);

    assertThatCode(() -> check.check(fits, false)).doesNotThrowAnyException();
    assertThat(
            allocatedBy(
                () ->
                    assertThatThrownBy(() -> check.check(bomb, false))
                        .isInstanceOf(InvalidRecordException.class)
                        .hasMessageContaining("at most " + MAX_INFLATED + " bytes")))
        .isLessThan(8 * MAX_INFLATED);
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
  void whatIsCutOffIsRefusedWhereverItEnds(CompressionType type) {
    ByteBuffer whole = zeros(type, 1_000);
    for (int cut = 1; cut < whole.limit() - RECORDS; cut++) {
      ByteBuffer shorter = copy(whole, whole.limit() - cut);
      assertThatThrownBy(() -> check.check(sealed(shorter), false))
          .as("%s without its last %s bytes", type, shorter.limit())
          .isInstanceOf(InvalidRecordException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 512 << 20, 100 << 20, 1_000, -1, Integer.MIN_VALUE})
  void aSnappyBlockOfClaimedLengthTakesNoMemory(int claimed) throws Exception {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(framed);
    out.write(SNAPPY_HEADER);
    out.writeInt(claimed);
    out.write(new byte[20]);

    isRefusedFor(batch(CompressionType.SNAPPY, framed.toByteArray()), "a length of " + claimed);
  }

  @Test
  void aSnappyBlockThatClaimsToInflateTakesNoMemory() throws Exception {
    byte[] claim = {-1, -1, -1, -1, 7, 0, 0, 0, 0, 0};
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(framed);
    out.write(SNAPPY_HEADER);
    out.writeInt(claim.length);
    out.write(claim);

    isRefusedFor(batch(CompressionType.SNAPPY, framed.toByteArray()), "to inflate to at most");
    isRefusedFor(batch(CompressionType.SNAPPY, claim), "to inflate to at most");
  }

  @Test
  void snappyHeadersInARowDoNotEndTheStack() {
    ByteBuffer headers = ByteBuffer.allocate(60_000 * SNAPPY_HEADER.length);
    while (headers.hasRemaining()) {
      headers.put(SNAPPY_HEADER);
    }

    isRefusedFor(batch(CompressionType.SNAPPY, headers.array()), "found another header");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7})
  void aCompressionThatDoesNotExistIsRefused(int number) {
    ByteBuffer batch = zeros(CompressionType.NONE, 10);
    batch.putShort(ATTRIBUTES, (short) number);

    assertThatThrownBy(() -> check.check(sealed(batch), false))
        .isInstanceOf(UnsupportedCompressionTypeException.class);
  }

  private void isRefusedFor(ByteBuffer batch, String why) {
    assertThat(
            allocatedBy(
                () ->
                    assertThatThrownBy(() -> check.check(batch, false))
                        .isInstanceOf(InvalidRecordException.class)
                        .hasMessageContaining(why)))
        .isLessThan(MAX_INFLATED);
  }

  private static long allocatedBy(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static ByteBuffer zeros(CompressionType type, int bytes) {
    return MemoryRecords.withRecords(
            Compression.of(type).build(), new SimpleRecord(0, null, new byte[bytes]))
        .buffer();
  }

  private static ByteBuffer batch(CompressionType type, byte[] packed) {
    ByteBuffer batch = copy(zeros(CompressionType.NONE, 1), RECORDS + packed.length);
    batch.putShort(ATTRIBUTES, (short) type.id).put(RECORDS, packed);
    return sealed(batch);
  }

  private static ByteBuffer copy(ByteBuffer batch, int bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes);
    copy.put(0, batch, 0, Math.min(bytes, batch.limit()));
    return copy.putInt(8, bytes - 12);
  }

  private static ByteBuffer sealed(ByteBuffer batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(ATTRIBUTES));
    return batch.putInt(CRC, (int) crc.getValue());
  }
}
