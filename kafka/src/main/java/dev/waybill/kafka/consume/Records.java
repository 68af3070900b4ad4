package dev.waybill.kafka.consume;

import dev.waybill.engine.Polled;
import dev.waybill.kafka.translation.HeaderTerms;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.StoredMessage;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** What a Kafka consumer brought, in the SPI's words. Arrays are shared, not copied. */
final class Records {

  private Records() {}

  static Polled translate(ConsumerRecords<byte[], byte[]> records) {
    if (records.nextOffsets().isEmpty()) {
      return Polled.nothing();
    }
    List<Polled.Batch> batches = new ArrayList<>(records.nextOffsets().size());
    // Also those of which only markers were passed.
    records
        .nextOffsets()
        .forEach(
            (partition, next) ->
                batches.add(
                    new Polled.Batch(
                        Words.toApi(partition),
                        new Messages(records.records(partition)),
                        next.offset())));
    return new Polled(batches);
  }

  /**
   * Translates a message when it is asked for, on the thread that asks: the polling thread is the
   * one that everything waits for, and making ten thousand messages takes it a third as long again
   * as fetching them.
   */
  private static final class Messages extends AbstractList<StoredMessage> implements RandomAccess {

    private final List<ConsumerRecord<byte[], byte[]>> records;

    Messages(List<ConsumerRecord<byte[], byte[]>> records) {
      this.records = records;
    }

    @Override
    public StoredMessage get(int index) {
      ConsumerRecord<byte[], byte[]> record = records.get(index);
      return new StoredMessage(
          record.offset(),
          record.timestamp(),
          record.key(),
          record.value(),
          HeaderTerms.toApi(record.headers()));
    }

    @Override
    public int size() {
      return records.size();
    }
  }
}
