package dev.waybill.admin;

import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Consumer groups. Thread-safe; every method blocks until what it did is durable. */
public interface Groups {

  /** All groups with members or committed positions, sorted. */
  List<String> list();

  /** The group, or empty if there is none of that name. */
  Optional<GroupDescription> describe(String group);

  /**
   * Moves the positions of a group without members to another place of a topic.
   *
   * @throws dev.waybill.error.RejectedException if the group has members (stop them first) or the
   *     topic is unknown
   */
  void reset(String group, String topic, StartPosition position);

  /**
   * Sets positions of a group without members, partition by partition: all of them, or none. A
   * group that did not exist has positions and no members from then on. Positions in other
   * partitions stay as they are. Durable when this returns.
   *
   * @param next per partition, the offset of the next message to be delivered, from the partition's
   *     start to its end; the map is not kept
   * @throws dev.waybill.error.RejectedException if the group has members (stop them first), a
   *     partition is unknown, or an offset lies outside of what its partition has; no position was
   *     moved
   */
  void reset(String group, Map<TopicPartition, Long> next);

  /** Forgets a group without members, its positions included. */
  void delete(String group);
}
