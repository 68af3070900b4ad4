package dev.waybill;

import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Instant;
import java.util.Optional;

/** A message on its way through a handler. Immutable, but for its settlement. */
public interface Delivery<T> {

  T message();

  TopicPartition topicPartition();

  long offset();

  Instant timestamp();

  /** The key, read as UTF-8. */
  Optional<String> key();

  Headers headers();

  /** The message id that its publisher gave it, if the topic has one. */
  Optional<String> id();

  /** From 1; counts the attempts of this subscription since it was assigned the partition. */
  int attempt();

  /**
   * Settles the delivery: the position may move past it once everything before it is settled too.
   * Any thread, once or more often. Only a subscription with {@code commitManually()} needs it.
   */
  void acknowledge();

  /** Settles the delivery as a failed attempt: retry, dead letter or stop follow as declared. */
  void fail(Throwable cause);
}
