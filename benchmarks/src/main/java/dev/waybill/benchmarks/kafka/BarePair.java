package dev.waybill.benchmarks.kafka;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.benchmarks.load.BenchTopics;
import dev.waybill.benchmarks.load.Workbench;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Through bare clients: the handler is called by the thread that polls. */
final class BarePair extends LatencyPair {

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread polling;
  private volatile boolean closing;

  BarePair(Workbench workbench) throws Exception {
    this.topic = "bare-latency-" + workbench.round();
    Topic<byte[]> values = BenchTopics.values(topic, 1);
    EngineSettings settings =
        EngineSettings.overheard(
            workbench.server(),
            waybill -> both(waybill, values),
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            ProducerConfig.ACKS_CONFIG);
    this.producer = settings.producer();
    this.consumer = settings.consumer(topic);
    this.polling = new Thread(this::poll, "bare-poll");
    polling.start();
  }

  private static AutoCloseable both(Waybill waybill, Topic<byte[]> topic) {
    Publisher<byte[]> publisher = waybill.publisher(topic, Guarantee.AT_LEAST_ONCE);
    Subscription subscription =
        waybill.subscribe(topic).group("overheard").atLeastOnce().handle(message -> {});
    return () -> {
      subscription.close();
      publisher.close();
    };
  }

  private void poll() {
    consumer.subscribe(Set.of(topic));
    long committed = System.nanoTime();
    try (consumer) {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(BareConsumeLoad.POLL)) {
          handled(each.value());
        }
        if (System.nanoTime() - committed > BareConsumeLoad.COMMIT_EVERY_NANOS) {
          consumer.commitAsync();
          committed = System.nanoTime();
        }
      }
    }
  }

  @Override
  void publish(byte[] value, long intendedNanos) {
    var unused =
        producer.send(
            new ProducerRecord<>(topic, 0, null, value),
            (metadata, failure) -> {
              if (failure == null) {
                receipt(intendedNanos);
              }
            });
  }

  @Override
  public void close() {
    closing = true;
    try {
      polling.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
