package dev.waybill.jdbc;

import dev.waybill.error.RejectedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ids as the database keeps them: SHA-256 of their UTF-8, 32 bytes for an id of any length, the
 * empty one included.
 */
final class MessageIds {

  /** In no text's UTF-8. */
  private static final byte NOT_UTF_8 = (byte) 0xff;

  private MessageIds() {}

  static byte[] hash(String id) {
    MessageDigest digest = sha256();
    try {
      digest.update(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(id)));
    } catch (CharacterCodingException e) {
      // Half a surrogate pair. Replaced by a question mark, two different ids would be one, and the
      // second one's message would be lost.
      ByteBuffer chars = ByteBuffer.allocate(2 * id.length());
      chars.asCharBuffer().put(id);
      digest.reset();
      digest.update(NOT_UTF_8);
      digest.update(chars);
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The hashes of a list, each with the place of its first id; sorted, so that two transactions
   * that insert the same ids wait for each other instead of each for the other.
   */
  static Map<byte[], Integer> firstPlaces(List<@Nullable String> ids) {
    Map<byte[], Integer> places = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      if (id == null) {
        throw new RejectedException(
            "expected an id for each of "
                + ids.size()
                + " messages, found none for number "
                + (i + 1)
                + "; nothing was inserted. Let the publisher's topic make ids: Topic.id(…)");
      }
      places.putIfAbsent(hash(id), i);
    }
    return places;
  }
}
