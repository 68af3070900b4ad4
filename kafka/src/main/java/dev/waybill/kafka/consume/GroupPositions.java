package dev.waybill.kafka.consume;

import dev.waybill.message.TopicPartition;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** A member whose positions a transaction may carry. */
public interface GroupPositions {

  /**
   * Positions, and the membership in whose name they are committed.
   *
   * @param positions in Kafka's words
   * @param membership fences the commit when the member is not one any more
   */
  record Claim(
      Map<org.apache.kafka.common.TopicPartition, OffsetAndMetadata> positions,
      ConsumerGroupMetadata membership) {}

  /**
   * Puts the member's name under positions.
   *
   * @param what is being done, as the start of a sentence
   * @throws dev.waybill.error.FencedException a partition is not ours any more
   * @throws dev.waybill.error.RejectedException a broadcast has no positions
   */
  Claim claim(String what, Map<TopicPartition, Long> next);
}
