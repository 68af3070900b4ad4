package dev.waybill.compatibility.crash;

import dev.waybill.compatibility.crash.History.Sent;
import dev.waybill.compatibility.crash.Message.Spot;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Publishes without end, {@code acks=all}, idempotent, with a few messages under way at a time. */
final class Publisher extends Client {
  private static final int KEYS = 7;

  private final String name;
  private final String topic;
  private final int underWay;
  private final Map<String, Object> settings;
  private final History history;
  private final Work work;

  /**
   * @param name begins its keys and values
   * @param settings of its producer
   */
  Publisher(
      String name,
      String topic,
      int underWay,
      Map<String, Object> settings,
      History history,
      Work work) {
    super("publisher-" + name, work);
    this.name = name;
    this.topic = topic;
    this.underWay = underWay;
    this.settings = settings;
    this.history = history;
    this.work = work;
  }

  @Override
  void run() throws Exception {
    Semaphore permits = new Semaphore(underWay);
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
      for (long i = 0; !isFinishing(); i++) {
        permits.acquire();
        String key = name + "-" + i % KEYS;
        Sent sent = history.sending(key, name + "#" + i);
        work.sent();
        producer.send(
            new ProducerRecord<>(topic, key, sent.value()),
            (metadata, failure) -> {
              if (failure == null) {
                sent.acknowledged(
                    new Spot(
                        new TopicPartition(metadata.topic(), metadata.partition()),
                        metadata.offset()));
              }
              work.settled(failure == null);
              permits.release();
            });
      }
    }
  }
}
