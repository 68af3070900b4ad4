package dev.waybill.runtime.deliver;

import dev.waybill.Topic;
import dev.waybill.codec.Codec;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StoredMessage;
import java.util.Objects;

/** Reads stored messages. A failure is a failed attempt like a handler's: the poison message. */
final class Decoder<T> {

  private final Codec<T> codec;

  Decoder(Topic<T> topic) {
    this.codec = topic.codec();
  }

  T decode(StoredMessage message) {
    byte[] value = message.value();
    if (value == null) {
      throw new RejectedException(
          "expected a value at offset "
              + message.offset()
              + ", found a tombstone, which has no form in Java; read the topic with another tool");
    }
    return Objects.requireNonNull(codec.decode(value), "the codec decoded a value to null");
  }
}
