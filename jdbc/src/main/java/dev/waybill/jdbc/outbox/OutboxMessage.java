package dev.waybill.jdbc.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.Topic;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Headers;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is written to the table: the bytes that a publisher of its topic would send.
 *
 * @param keyHash what it is kept in order with; chance, for a message without key
 * @param attachments headers and topic settings, see {@link Attachments}
 */
record OutboxMessage(
    String topic,
    long keyHash,
    byte @Nullable [] key,
    byte[] value,
    byte @Nullable [] attachments) {

  /** The header in which {@link Topic#id} travels. */
  static final String ID_HEADER = "waybill-id";

  private static final Pattern TOPIC_NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  static <T> OutboxMessage of(Topic<T> topic, T message, Headers headers) {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(headers, "headers");
    if (!TOPIC_NAME.matcher(topic.name()).matches()) {
      throw new RejectedException(
          "expected a topic's name of 1 to 249 letters, digits, '.', '_' and '-', found '"
              + topic.name()
              + "'; nothing was written to the outbox");
    }
    byte[] value = called(topic, "the codec", m -> topic.codec().encode(m), message);
    Optional<? extends Function<? super T, String>> keyOf = topic.keyFunction();
    byte[] key =
        keyOf.isPresent() ? called(topic, "Topic.key", keyOf.get(), message).getBytes(UTF_8) : null;
    Optional<? extends Function<? super T, String>> idOf = topic.idFunction();
    Headers all =
        idOf.isPresent()
            ? headers.with(ID_HEADER, called(topic, "Topic.id", idOf.get(), message))
            : headers;
    return new OutboxMessage(
        topic.name(),
        key == null ? ThreadLocalRandom.current().nextLong() : KeyHash.of(topic.name(), key),
        key,
        value,
        new Attachments(all, topic.settings()).encode());
  }

  int slot() {
    return KeyHash.slot(keyHash);
  }

  boolean isKeyed() {
    return key != null;
  }

  /** What it takes in a batch, roughly. */
  int sizeBytes() {
    return value.length
        + (key == null ? 0 : key.length)
        + (attachments == null ? 0 : attachments.length);
  }

  private static <T, R> R called(
      Topic<T> topic, String what, Function<? super T, R> function, T message) {
    R result;
    try {
      result = function.apply(message);
    } catch (WaybillException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new RejectedException(
          what
              + " of '"
              + topic.name()
              + "' failed on a message ("
              + e
              + "); it was not written to the outbox: correct the message or the codec",
          e);
    }
    if (result == null) {
      throw new RejectedException(
          "expected a result from "
              + what
              + " of '"
              + topic.name()
              + "', found null; the message was not written to the outbox");
    }
    return result;
  }
}
