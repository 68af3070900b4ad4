package dev.waybill.kafka.consume;

import dev.waybill.engine.Polled;
import dev.waybill.kafka.translation.HeaderTerms;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** What a Kafka consumer brought, in the SPI's words. Arrays are shared, not copied. */
final class Records {

  private Records() {}

  /**
   * Translates.
   *
   * @param lag messages behind the consumer's place; negative where it is not known
   */
  static Polled translate(
      ConsumerRecords<byte[], byte[]> records, ToLongFunction<TopicPartition> lag) {
    if (records.nextOffsets().isEmpty()) {
      return Polled.nothing();
    }
    List<Polled.Batch> batches = new ArrayList<>(records.nextOffsets().size());
    // Also those of which only markers were passed.
    records
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              long end = next.offset() + Math.max(0, lag.applyAsLong(partition));
              batches.add(
                  new Polled.Batch(
                      Words.toApi(partition),
                      messages(records.records(partition)),
                      next.offset(),
                      end));
            });
    return new Polled(batches);
  }

  private static List<StoredMessage> messages(List<ConsumerRecord<byte[], byte[]>> records) {
    List<StoredMessage> messages = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      messages.add(
          new StoredMessage(
              record.offset(),
              record.timestamp(),
              record.key(),
              record.value(),
              HeaderTerms.toApi(record.headers())));
    }
    return messages;
  }
}
