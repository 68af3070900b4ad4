package dev.waybill.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The least work that yields a record batch of Kafka's format v2: no keys, no headers, no checks.
 * It shares no code with the log, so that a change there moves our figure and never the limit.
 *
 * <pre>
 *   0  baseOffset i64 │ 8  length i32 │ 12 leaderEpoch i32 │ 16 magic i8 = 2 │ 17 crc32c u32
 *   21 attributes i16 │ 23 lastOffsetDelta i32 │ 27 baseTimestamp i64 │ 35 maxTimestamp i64
 *   43 producerId i64 │ 51 producerEpoch i16 │ 53 baseSequence i32 │ 57 count i32 │ 61 records
 *
 *   record: length │ attributes i8 │ timestampDelta │ offsetDelta │ −1 │ valueLength │ value │ 0
 * </pre>
 *
 * The record's integers are zigzag varints. Format: Apache Kafka's documentation, "Record Batch".
 */
final class BareBatch {

  private static final int HEADER_BYTES = 61;
  private static final int LENGTH_END = 12;
  private static final int CRC_POSITION = 17;
  private static final int CRC_START = 21;
  private static final byte MAGIC = 2;
  private static final byte NO_KEY = 1; // zigzag of −1
  private static final int MOST_RECORD_BYTES = Values.BYTES + 16;

  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final CRC32C crc = new CRC32C();

  BareBatch(int maxBytes) {
    bytes = new byte[maxBytes];
    buffer = ByteBuffer.wrap(bytes);
  }

  /**
   * Encodes values, round and round, until the batch is full.
   *
   * @return how many
   */
  int fill(byte[][] values, long baseOffset, long timestampMillis) {
    return fill(values, baseOffset, timestampMillis, Integer.MAX_VALUE);
  }

  /** Encodes at most that many values, and fewer when the batch is full. */
  int fill(byte[][] values, long baseOffset, long timestampMillis, int most) {
    int position = HEADER_BYTES;
    int count = 0;
    while (count < most && position + MOST_RECORD_BYTES <= bytes.length) {
      byte[] value = values[count & (values.length - 1)];
      int afterLength = 2 + varintBytes(count << 1) + 1 + varintBytes(value.length << 1);
      position = putVarint(position, (afterLength + value.length + 1) << 1);
      bytes[position++] = 0;
      bytes[position++] = 0;
      position = putVarint(position, count << 1);
      bytes[position++] = NO_KEY;
      position = putVarint(position, value.length << 1);
      System.arraycopy(value, 0, bytes, position, value.length);
      position += value.length;
      bytes[position++] = 0;
      count++;
    }
    header(position, count, baseOffset, timestampMillis);
    buffer.limit(position).position(0);
    return count;
  }

  /** The batch, from position to limit; valid until the next fill. */
  ByteBuffer encoded() {
    return buffer;
  }

  private void header(int end, int count, long baseOffset, long timestampMillis) {
    buffer.clear();
    buffer.putLong(baseOffset).putInt(end - LENGTH_END).putInt(0).put(MAGIC).putInt(0);
    buffer.putShort((short) 0).putInt(count - 1).putLong(timestampMillis).putLong(timestampMillis);
    buffer.putLong(-1).putShort((short) -1).putInt(-1).putInt(count);
    crc.reset();
    crc.update(bytes, CRC_START, end - CRC_START);
    buffer.putInt(CRC_POSITION, (int) crc.getValue());
  }

  private int putVarint(int position, int zigzag) {
    int at = position;
    int rest = zigzag;
    while (rest >= 0x80) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  private static int varintBytes(int zigzag) {
    int count = 1;
    for (int rest = zigzag; rest >= 0x80; rest >>>= 7) {
      count++;
    }
    return count;
  }
}
