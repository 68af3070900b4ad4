package dev.waybill;

import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;

/**
 * What a publish was answered with.
 *
 * @param offset the message's place; {@link #UNKNOWN_OFFSET} if the publish was not awaited
 */
public record Receipt(TopicPartition topicPartition, long offset, Durability durability) {

  /** The publish was not awaited, so nobody knows the offset. */
  public static final long UNKNOWN_OFFSET = -1;

  public String topic() {
    return topicPartition.topic();
  }

  public int partition() {
    return topicPartition.partition();
  }
}
