package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Payload;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a member was given, as an event. */
final class Deliveries {

  private Deliveries() {}

  /**
   * Adds the delivery.
   *
   * @return the message, or {@link Event#NO_MESSAGE}
   */
  static long add(EventFile events, Work work, ConsumerRecord<String, byte[]> record) {
    Payload.Opened opened = opened(record);
    events.add(
        new Event.Delivered(
            work.process(),
            work.group(),
            record.topic(),
            record.partition(),
            record.offset(),
            opened.message(),
            opened.integrity()));
    return opened.message();
  }

  static Payload.Opened opened(ConsumerRecord<String, byte[]> record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    String key = record.key() == null ? "" : record.key();
    return Payload.open(value, record.topic(), key);
  }
}
