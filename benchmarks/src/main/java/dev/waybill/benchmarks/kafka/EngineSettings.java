package dev.waybill.benchmarks.kafka;

import dev.waybill.Waybill;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the engine tells Kafka's clients. It is overheard and not written down a second time, so
 * that the bare clients have the very same settings whatever becomes of the engine's.
 *
 * @param told the properties of each client that was opened
 */
record EngineSettings(List<Map<String, Object>> told) {

  /** Every client tells its reporters the properties it was made with. */
  public static final class Listener implements MetricsReporter {

    private static final List<Map<String, Object>> HEARD = new CopyOnWriteArrayList<>();

    @Override
    public void configure(Map<String, ?> properties) {
      HEARD.add(new HashMap<>(properties));
    }

    @Override
    public void init(List<KafkaMetric> metrics) {}

    @Override
    public void metricChange(KafkaMetric metric) {}

    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public void close() {}
  }

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_EVERY_NANOS = 1_000_000;

  /**
   * Opens something through the engine, closes it again, and says what its clients were told.
   *
   * @param awaited properties that only clients have which may be opened a little later
   */
  static EngineSettings overheard(
      String address, Function<Waybill, AutoCloseable> opening, String... awaited)
      throws Exception {
    Listener.HEARD.clear();
    Map<String, String> options =
        Map.of(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, Listener.class.getName());
    try (Waybill waybill = Waybill.open(KafkaNode.url(address), options);
        AutoCloseable opened = opening.apply(waybill)) {
      long end = System.nanoTime() + PATIENCE_NANOS;
      for (String name : awaited) {
        while (Listener.HEARD.stream().noneMatch(properties -> properties.containsKey(name))) {
          if (System.nanoTime() > end) {
            throw new IllegalStateException(
                "expected a client of " + opened + " that is told " + name + ", found none");
          }
          LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
      }
      return new EngineSettings(new ArrayList<>(Listener.HEARD));
    }
  }

  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        of(ProducerConfig.ACKS_CONFIG), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * @param group its own, since the engine's member has joined the other
   */
  KafkaConsumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> properties = of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    // The engine looks up where to begin by itself.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Those of the one client that was told this, as far as they were the engine's. */
  private Map<String, Object> of(String name) {
    List<Map<String, Object>> found =
        told.stream().filter(properties -> properties.containsKey(name)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          "expected one client that was told " + name + ", found " + found.size());
    }
    Map<String, Object> properties = new HashMap<>(found.get(0));
    properties.remove(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG);
    return properties;
  }
}
