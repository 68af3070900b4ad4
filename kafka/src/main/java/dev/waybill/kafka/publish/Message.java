package dev.waybill.kafka.publish;

import dev.waybill.engine.EnginePublisher;
import dev.waybill.kafka.translation.HeaderTerms;
import dev.waybill.message.Headers;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What is handed to a Kafka producer. Those without headers share one empty, read-only list of
 * them: the producer keeps a message's headers until it is answered.
 */
final class Message extends ProducerRecord<byte[], byte[]> {

  private static final RecordHeaders NONE = new RecordHeaders();

  static {
    NONE.setReadOnly();
  }

  private final boolean hasNone;

  /**
   * @param mayGain whether somebody may add headers on the way: an interceptor of the user's
   */
  Message(
      String topic,
      int partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      boolean mayGain) {
    super(topic, partition, time(timestampMillis), key, value, HeaderTerms.toKafka(headers));
    this.hasNone = headers.isEmpty() && !mayGain;
  }

  /** Kafka takes none for its own, and refuses negative ones, which the API has no word for. */
  private static @Nullable Long time(long timestampMillis) {
    return timestampMillis == EnginePublisher.NOW ? null : (Long) Math.max(0, timestampMillis);
  }

  @Override
  public org.apache.kafka.common.header.Headers headers() {
    return hasNone ? NONE : super.headers();
  }
}
