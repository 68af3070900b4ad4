package dev.waybill.compatibility.crash;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A message where somebody read it. */
record Message(Spot spot, String key, String value) {

  /** One place of one partition. */
  record Spot(TopicPartition partition, long offset) {
    @Override
    public String toString() {
      return partition + "@" + offset;
    }
  }

  static Message of(ConsumerRecord<String, String> read) {
    return new Message(
        new Spot(new TopicPartition(read.topic(), read.partition()), read.offset()),
        read.key(),
        read.value());
  }
}
