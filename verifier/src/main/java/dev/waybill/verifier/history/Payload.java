package dev.waybill.verifier.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A message's value: it says what it is, so that whoever reads it can tell whether it is in the
 * right place, whole, and one of ours at all.
 *
 * <pre>
 *   0        4        12         20                                        n        n + 4
 *   ├ magic ─┼ message ┼ sequence ┼ topic: length u16, UTF-8 ┼ key: same ───┼ CRC-32C ┤
 * </pre>
 *
 * Big-endian; the checksum covers everything before it.
 *
 * @param message unique in its history
 * @param sequence counts from 0 per publisher
 */
public record Payload(long message, long sequence, String topic, String key) {
  private static final int MAGIC = 0x57425631;
  private static final int FIXED_BYTES = 4 + 8 + 8 + 2 + 2 + 4;
  private static final int MESSAGE_AT = 4;

  /** What bytes turned out to be; {@code message} is {@link Event#NO_MESSAGE} for foreign ones. */
  public record Opened(Integrity integrity, long message) {}

  public byte[] toBytes() {
    byte[] topicBytes = topic.getBytes(UTF_8);
    byte[] keyBytes = key.getBytes(UTF_8);
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + topicBytes.length + keyBytes.length);
    out.putInt(MAGIC).putLong(message).putLong(sequence);
    out.putShort((short) topicBytes.length).put(topicBytes);
    out.putShort((short) keyBytes.length).put(keyBytes);
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  /** Whether these are a message's bytes, found in that topic under that key. */
  public static Opened open(byte[] bytes, String topic, String key) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < FIXED_BYTES || in.getInt() != MAGIC) {
      return new Opened(Integrity.FOREIGN, Event.NO_MESSAGE);
    }
    long message = in.getLong(MESSAGE_AT);
    if (in.getInt(bytes.length - 4) != checksum(bytes, bytes.length - 4)) {
      return new Opened(Integrity.DAMAGED, message);
    }
    try {
      in.position(MESSAGE_AT + 16);
      boolean here = text(in).equals(topic);
      if (!text(in).equals(key)) {
        return new Opened(Integrity.DAMAGED, message);
      }
      return new Opened(here ? Integrity.WHOLE : Integrity.MISPLACED, message);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return new Opened(Integrity.DAMAGED, message);
    }
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(Arrays.copyOf(bytes, length));
    return (int) crc.getValue();
  }
}
