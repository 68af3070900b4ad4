package dev.waybill.broker.group;

import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Which positions a broker accepts, whoever sends them. */
final class PositionRules {
  /** Kafka's wire format counts the bytes of a name in a signed 16-bit number. */
  private static final int MAX_GROUP_NAME_BYTES = Short.MAX_VALUE;

  private final PartitionCounts partitionCounts;
  private final int maxMetadataBytes;

  PositionRules(PartitionCounts partitionCounts, int maxMetadataBytes) {
    this.partitionCounts = partitionCounts;
    this.maxMetadataBytes = maxMetadataBytes;
  }

  static void checkGroupName(String group) {
    int bytes = utf8Length(group);
    if (bytes == 0 || bytes > MAX_GROUP_NAME_BYTES) {
      throw new GroupException(
          GroupError.INVALID_GROUP,
          "A group's name must have 1 to "
              + MAX_GROUP_NAME_BYTES
              + " bytes in UTF-8, found "
              + bytes
              + "; choose another name.");
    }
  }

  void check(String group, Map<TopicPartition, Position> positions) {
    positions.forEach((partition, position) -> check(group, partition, position));
  }

  /** Neither a transaction nor an operator's reset forgets: what they move, they move somewhere. */
  static void checkSomewhere(String group, Map<TopicPartition, Position> positions) {
    positions.forEach(
        (partition, position) -> {
          if (position.isNone()) {
            throw new GroupException(
                GroupError.INVALID_REQUEST,
                "The position of group \""
                    + group
                    + "\" in "
                    + partition
                    + " can be forgotten by a plain commit only: expected an offset of 0 or more,"
                    + " found -1. No position was moved; commit it outside of a transaction.");
          }
        });
  }

  private void check(String group, TopicPartition partition, Position position) {
    int partitions = partitionCounts.of(partition.topic());
    if (partition.partition() >= partitions) {
      throw new GroupException(
          GroupError.UNKNOWN_PARTITION,
          "Group \""
              + group
              + "\" cannot have a position in "
              + partition
              + ": topic \""
              + partition.topic()
              + "\" has "
              + partitions
              + " partitions. No position was moved; check the topic's name and partition.");
    }
    int bytes = utf8Length(position.metadata());
    if (bytes > maxMetadataBytes) {
      throw new GroupException(
          GroupError.METADATA_TOO_LARGE,
          "The metadata of group \""
              + group
              + "\" at "
              + partition
              + " has "
              + bytes
              + " bytes, at most "
              + maxMetadataBytes
              + " are allowed. No position was moved; shorten it or raise maxMetadataBytes.");
    }
  }

  /** Half a surrogate pair has no bytes: it would come back from the journal as something else. */
  private static int utf8Length(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new GroupException(
          GroupError.INVALID_REQUEST,
          "A group's name or metadata is no valid Unicode: it has half a surrogate pair."
              + " No position was moved; send text, or encode bytes as Base64.");
    }
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
