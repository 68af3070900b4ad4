package dev.waybill.runtime.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.message.Header;
import dev.waybill.message.StoredMessage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over messages in their order. One thread.
 *
 * <pre>
 *   per message   timestamp 8 | key | value | headers 4 | (name | value) …      big-endian
 *   key, value    length 4 (−1: absent) | bytes                        names: UTF-8
 * </pre>
 *
 * <p>Offsets are not in it: they differ between engines.
 */
final class Checksum {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final MessageDigest digest;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  Checksum() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds the message and returns how many bytes its key, value and headers have. */
  long add(StoredMessage message) {
    room(Long.BYTES).putLong(message.timestampMillis());
    long bytes = field(message.key()) + field(message.value());
    room(Integer.BYTES).putInt(message.headers().asList().size());
    for (Header header : message.headers().asList()) {
      bytes += field(header.name().getBytes(UTF_8)) + field(header.value());
    }
    return bytes;
  }

  void add(String text) {
    field(text.getBytes(UTF_8));
  }

  private long field(byte @Nullable [] bytes) {
    if (bytes == null) {
      room(Integer.BYTES).putInt(-1);
      return 0;
    }
    room(Integer.BYTES).putInt(bytes.length);
    if (bytes.length > BUFFER_BYTES) {
      drain();
      digest.update(bytes);
    } else {
      room(bytes.length).put(bytes);
    }
    return bytes.length;
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      drain();
    }
    return buffer;
  }

  private void drain() {
    digest.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /** The sum in hexadecimal; this begins anew. */
  String end() {
    drain();
    return HexFormat.of().formatHex(digest.digest());
  }
}
