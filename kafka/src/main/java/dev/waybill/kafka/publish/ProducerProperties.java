package dev.waybill.kafka.publish;

import dev.waybill.engine.Acks;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerConfig;

/** What a Kafka producer is told so that it does what the settings ask. */
final class ProducerProperties {

  /** Kafka's own default; a request unanswered for so long is sent again. */
  private static final long REQUEST_MILLIS = 30_000;

  /** A batch's own size bounds a request; this only must not be in the way of a large message. */
  private static final int LARGEST_REQUEST_BYTES = 64 * 1024 * 1024;

  /**
   * How long a message of a transaction waits for company: nobody sees it before the commit, which
   * waits for nothing. Many small requests would cost the cluster more than the messages.
   */
  private static final Duration LINGER_IN_TRANSACTION = Duration.ofMillis(10);

  /** Far enough along a schedule for its longest delay. */
  private static final int LATE_ATTEMPT = 20;

  private ProducerProperties() {}

  static Map<String, Object> of(Map<String, Object> common, PublisherSettings settings) {
    Map<String, Object> properties = new HashMap<>(common);
    boolean confirmed = settings.acks() != Acks.NONE;
    boolean idempotent = confirmed && settings.idempotent();
    properties.put(ProducerConfig.ACKS_CONFIG, confirmed ? "all" : "0");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, idempotent);
    if (confirmed && !idempotent) {
      properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    }
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, settings.maxBatchBytes());
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.maxBufferedBytes());
    properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST_BYTES);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.maxBlock().toMillis());
    retries(properties, settings, idempotent);
    times(properties, settings.linger(), settings.deliveryTimeout());
    return properties;
  }

  static Map<String, Object> of(Map<String, Object> common, TransactionSettings settings) {
    PublisherSettings publishing = settings.publishing();
    Map<String, Object> properties = of(common, publishing);
    if (publishing.linger().compareTo(LINGER_IN_TRANSACTION) < 0) {
      times(properties, LINGER_IN_TRANSACTION, publishing.deliveryTimeout());
    }
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId());
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, atMostInt(settings.timeout().toMillis()));
    return properties;
  }

  private static void retries(
      Map<String, Object> properties, PublisherSettings settings, boolean idempotent) {
    int retries = settings.acks() == Acks.NONE ? 0 : settings.retry().maxAttempts() - 1;
    // Kafka refuses sequences without retries: a gap after a failed batch could not be told.
    properties.put(ProducerConfig.RETRIES_CONFIG, idempotent ? Math.max(1, retries) : retries);
    Random unhurried = new Random(0);
    long first = settings.retry().delayAfter(1, unhurried).toMillis();
    long last = settings.retry().delayAfter(LATE_ATTEMPT, unhurried).toMillis();
    properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, Math.max(1, first));
    properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, Math.max(Math.max(1, first), last));
  }

  /** Kafka wants the delivery to outlast lingering and one request. */
  private static void times(
      Map<String, Object> properties, Duration wantedLinger, Duration deliveryTimeout) {
    long delivery = Math.max(2, deliveryTimeout.toMillis());
    long linger = Math.min(wantedLinger.toMillis(), delivery - 1);
    long request = Math.max(1, Math.min(REQUEST_MILLIS, delivery - linger));
    properties.put(ProducerConfig.LINGER_MS_CONFIG, linger);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, atMostInt(delivery));
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, atMostInt(request));
  }

  private static int atMostInt(long millis) {
    return (int) Math.min(Integer.MAX_VALUE, millis);
  }

  /** How long closing may wait, as Kafka's clients take it. */
  static Duration bounded(Duration timeout) {
    Duration longest = Duration.ofDays(1);
    return timeout.compareTo(longest) < 0 ? timeout : longest;
  }
}
