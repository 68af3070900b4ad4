package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.translation.Blocking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/** The readers of an engine. Thread-safe. */
public final class KafkaConsumers implements AutoCloseable {

  private final Cluster cluster;
  private final Set<KafkaReader> open = ConcurrentHashMap.newKeySet();

  public KafkaConsumers(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Opens one.
   *
   * @throws RejectedException a topic does not exist
   */
  public KafkaReader open(ConsumerSettings settings) {
    Map<String, Object> properties =
        ConsumerProperties.of(cluster.properties().consumer(), settings, cluster.groupProtocol());
    CountedBytes bytes = new CountedBytes();
    KafkaConsumer<byte[], byte[]> consumer = consumer(properties, bytes);
    boolean opened = false;
    try {
      KafkaReader reader =
          new KafkaReader(
              cluster,
              settings,
              consumer,
              bytes,
              System::nanoTime,
              patience(settings),
              open::remove);
      open.add(reader);
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        Blocking.run(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
      }
    }
  }

  /** One request must not take so long that the member is expelled meanwhile. */
  private Duration patience(ConsumerSettings settings) {
    Duration third = settings.sessionTimeout().dividedBy(3);
    Duration longest = cluster.options().requestTimeout();
    return third.compareTo(longest) < 0 ? third : longest;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      Map<String, Object> properties, CountedBytes bytes) {
    try {
      return new KafkaConsumer<>(properties, bytes, bytes);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new RejectedException(
          "opening a consumer: Kafka's consumer refuses its settings: "
              + cause.getMessage()
              + "; nothing was opened. Correct the option or the builder's argument",
          e);
    }
  }

  @Override
  public void close() {
    List.copyOf(open).forEach(KafkaReader::shutDown);
  }
}
