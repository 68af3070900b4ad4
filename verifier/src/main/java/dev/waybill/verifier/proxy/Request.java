package dev.waybill.verifier.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A request's frame, as far as the proxy reads it.
 *
 * <pre>
 *   api key i16 ─ version i16 ─ correlation i32 ─ client id: length i16, UTF-8 ─ [tags] ─ body
 * </pre>
 *
 * @param client what the client calls itself; empty if it does not say
 * @param answered false only for a produce request with acks 0
 */
public record Request(
    short apiKey, short version, int correlation, String client, boolean answered, byte[] frame) {

  private static final int FLEXIBLE_PRODUCE = 9;

  /** Reads a frame without its length. What cannot be read is taken for answered and nameless. */
  static Request parse(byte[] frame) {
    ByteBuffer in = ByteBuffer.wrap(frame);
    short apiKey = -1;
    short version = 0;
    int correlation = 0;
    String client = "";
    boolean answered = true;
    try {
      apiKey = in.getShort();
      version = in.getShort();
      correlation = in.getInt();
      client = text(in, in.getShort());
      answered = apiKey != ApiKeys.PRODUCE.id || acks(in, version) != 0;
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // Whatever it is, the server will say so.
      answered = true;
    }
    return new Request(apiKey, version, correlation, client, answered, frame);
  }

  public boolean is(ApiKeys api) {
    return apiKey == api.id;
  }

  /** Like {@code end_txn}. */
  public String api() {
    return ApiKeys.hasId(apiKey)
        ? ApiKeys.forId(apiKey).name().toLowerCase(Locale.ROOT)
        : "api " + apiKey;
  }

  @Override
  public String toString() {
    return api() + " v" + version + " #" + correlation + " of " + client;
  }

  private static short acks(ByteBuffer in, short version) {
    if (version >= FLEXIBLE_PRODUCE) {
      skipTags(in);
      text(in, unsigned(in) - 1);
    } else if (version >= 3) {
      text(in, in.getShort());
    }
    return in.getShort();
  }

  private static String text(ByteBuffer in, int length) {
    if (length <= 0) {
      return "";
    }
    byte[] bytes = new byte[Math.min(length, in.remaining())];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static void skipTags(ByteBuffer in) {
    for (int tags = unsigned(in); tags > 0; tags--) {
      unsigned(in);
      int length = unsigned(in);
      in.position(in.position() + length);
    }
  }

  private static int unsigned(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < 32; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("expected a number of at most 5 bytes, found a longer one");
  }
}
