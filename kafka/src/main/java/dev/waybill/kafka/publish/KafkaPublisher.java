package dev.waybill.kafka.publish;

import dev.waybill.engine.Acks;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes through a Kafka producer of its own. */
public final class KafkaPublisher implements EnginePublisher {

  private final KafkaProducer<byte[], byte[]> producer;
  private final Sender sender;
  private final Consumer<KafkaPublisher> onClosed;

  private KafkaPublisher(
      KafkaProducer<byte[], byte[]> producer, Sender sender, Consumer<KafkaPublisher> onClosed) {
    this.producer = producer;
    this.sender = sender;
    this.onClosed = onClosed;
  }

  /**
   * Opens a publisher. Nothing is asked of the cluster yet.
   *
   * @param onClosed run once when closed
   */
  public static KafkaPublisher open(
      Cluster cluster, PublisherSettings settings, Consumer<KafkaPublisher> onClosed) {
    KafkaProducer<byte[], byte[]> producer =
        producer(ProducerProperties.of(cluster.properties().producer(), settings));
    Sender sender =
        new Sender(cluster, producer, settings.acks() != Acks.NONE, settings.maxBlock());
    return new KafkaPublisher(producer, sender, onClosed);
  }

  /** A producer for transactions, which has not taken its id over yet. */
  public static KafkaProducer<byte[], byte[]> transactional(
      Cluster cluster, TransactionSettings settings) {
    return producer(ProducerProperties.of(cluster.properties().producer(), settings));
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
    try {
      return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new RejectedException(
          "opening a publisher: Kafka's producer refuses its settings: "
              + cause.getMessage()
              + "; nothing was opened. Correct the option or the builder's argument",
          e);
    }
  }

  @Override
  public void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    sender.send(partition, timestampMillis, key, value, headers, completion);
  }

  @Override
  public void flush() {
    sender.flush();
  }

  @Override
  public void close(Duration timeout) {
    if (!sender.beginClose()) {
      return;
    }
    try {
      close(producer, timeout);
    } finally {
      onClosed.accept(this);
    }
  }

  /** Ends a producer; what is not answered by then is told as unknown. */
  public static void close(KafkaProducer<byte[], byte[]> producer, Duration timeout) {
    boolean interrupted = Thread.interrupted();
    try {
      producer.close(ProducerProperties.bounded(timeout));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
