package dev.waybill.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** The codecs that need no library. JSON is {@link JsonCodec}. */
public final class Codecs {

  private static final Codec<byte[]> BYTES = Codec.of(bytes -> bytes, bytes -> bytes);
  private static final Codec<String> STRING = Codec.of(Codecs::encodeUtf8, Codecs::decodeUtf8);

  private Codecs() {}

  /** The bytes themselves. Neither the publisher nor the handler may change them. */
  public static Codec<byte[]> bytes() {
    return BYTES;
  }

  /** UTF-8. Bytes that are no UTF-8, and strings with unpaired surrogates, are refused. */
  public static Codec<String> string() {
    return STRING;
  }

  private static byte[] encodeUtf8(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    // getBytes replaces an unpaired surrogate by '?': look only where a '?' hints at it.
    if (hasUnpairedSurrogate(value)) {
      throw new IllegalArgumentException(
          "the string has an unpaired surrogate and no UTF-8 form; it was not encoded");
    }
    return bytes;
  }

  private static boolean hasUnpairedSurrogate(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else {
        return true;
      }
    }
    return false;
  }

  private static String decodeUtf8(byte[] bytes) {
    try {
      return UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "expected UTF-8, found " + bytes.length + " bytes that are not; use Codecs.bytes()", e);
    }
  }
}
