package dev.waybill.engine;

import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.util.List;

/** What a poll brought, in no order of partitions. */
public record Polled(List<Batch> batches) {

  private static final Polled NOTHING = new Polled(List.of());

  public Polled {
    batches = List.copyOf(batches);
  }

  public static Polled nothing() {
    return NOTHING;
  }

  /**
   * Messages of one partition.
   *
   * @param messages in offset order; gaps are markers and aborted messages
   * @param nextOffset where the consumer's place is now; may lie past the last message, and the
   *     list may be empty when only markers were passed
   */
  public record Batch(TopicPartition partition, List<StoredMessage> messages, long nextOffset) {}
}
