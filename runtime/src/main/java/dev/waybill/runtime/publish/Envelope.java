package dev.waybill.runtime.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.Topic;
import dev.waybill.codec.Codec;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.topic.TopicRoute;
import dev.waybill.runtime.topic.WaybillHeaders;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a topic's messages become bytes. Thread-safe; one per publisher. */
public final class Envelope<T> {

  private final String topic;
  private final TopicRoute route;
  private final Codec<T> codec;
  private final @Nullable Function<? super T, String> key;
  private final @Nullable Function<? super T, String> id;

  public Envelope(Topic<T> topic, TopicRoute route) {
    this.topic = topic.name();
    this.route = route;
    this.codec = topic.codec();
    this.key = topic.keyFunction().orElse(null);
    this.id = topic.idFunction().orElse(null);
  }

  public TopicRoute route() {
    return route;
  }

  /**
   * @throws RejectedException the codec threw or returned nothing; nothing was stored
   */
  public byte[] value(T message) {
    Objects.requireNonNull(message, "message");
    try {
      byte[] value = codec.encode(message);
      if (value != null) {
        return value;
      }
    } catch (RuntimeException e) {
      throw refused("the codec", e);
    }
    throw new RejectedException(
        "expected bytes from the codec of '" + topic + "', found null; the message was not stored");
  }

  /** The key's bytes; null for a topic without keys. */
  public byte @Nullable [] key(T message) {
    if (key == null) {
      return null;
    }
    return result("Topic.key", key, message).getBytes(UTF_8);
  }

  /** The caller's headers, and the id where the topic has one. */
  public Headers headers(T message, Headers headers) {
    if (id == null) {
      return headers;
    }
    return headers.with(WaybillHeaders.ID, result("Topic.id", id, message));
  }

  private String result(String what, Function<? super T, String> function, T message) {
    String found;
    try {
      found = function.apply(message);
    } catch (RuntimeException e) {
      throw refused(what, e);
    }
    if (found == null) {
      throw new RejectedException(
          "expected a result from "
              + what
              + " of '"
              + topic
              + "', found null; the message was not stored: give every message one, or leave "
              + what
              + " out");
    }
    return found;
  }

  public TopicPartition partition(byte @Nullable [] key) {
    return key == null ? route.keylessPartition() : route.partitionOf(key);
  }

  private WaybillException refused(String what, RuntimeException cause) {
    return cause instanceof WaybillException known
        ? known
        : new RejectedException(
            what
                + " of '"
                + topic
                + "' failed on a message ("
                + cause
                + "); it was not stored: correct the message or the codec",
            cause);
  }
}
