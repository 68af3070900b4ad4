package dev.waybill.verifier.process;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;

/** Where a key goes: known before the message is sent, so that the history has it. */
final class Partitions {

  private Partitions() {}

  /** The key's partition among as many as there are now. */
  static int of(KafkaProducer<String, byte[]> producer, String topic, String key) {
    while (true) {
      try {
        return Math.floorMod(key.hashCode(), producer.partitionsFor(topic).size());
      } catch (KafkaException e) {
        // Nothing has been sent: asking again harms nobody.
      }
    }
  }
}
