package dev.waybill.verifier.proxy;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Frames on a stream: a length of four bytes, and as many bytes. */
final class Frames {
  private static final int MAX_BYTES = 256 << 20;

  private Frames() {}

  /** The next frame without its length, or null at the end of the stream, torn frames included. */
  static byte @Nullable [] read(DataInputStream in) throws IOException {
    try {
      int length = in.readInt();
      if (length < 0 || length > MAX_BYTES) {
        throw new IOException(
            "expected a frame of up to "
                + MAX_BYTES
                + " bytes, found a length of "
                + length
                + ": this is not Kafka's protocol in plain text; the connection is closed");
      }
      byte[] frame = new byte[length];
      in.readFully(frame);
      return frame;
    } catch (EOFException e) {
      return null;
    }
  }

  static byte[] withLength(byte[] frame) {
    return ByteBuffer.allocate(Integer.BYTES + frame.length)
        .putInt(frame.length)
        .put(frame)
        .array();
  }

  static void write(byte[] frame, OutputStream out) throws IOException {
    out.write(withLength(frame));
    out.flush();
  }

  /** Half of it, rounded up: never the whole, never nothing. */
  static void writeHalf(byte[] frame, OutputStream out) throws IOException {
    byte[] whole = withLength(frame);
    out.write(whole, 0, (whole.length + 1) / 2);
    out.flush();
  }
}
