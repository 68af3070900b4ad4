package dev.waybill.contract.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.waybill.message.StoredMessage;
import java.util.Collection;
import java.util.List;

/** Messages that carry text. */
public final class Texts {

  private Texts() {}

  public static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  public static String of(StoredMessage message) {
    return new String(requireNonNull(message.value(), "a message without a value"), UTF_8);
  }

  public static List<String> of(Collection<StoredMessage> messages) {
    return messages.stream().map(Texts::of).toList();
  }
}
