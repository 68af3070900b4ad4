package dev.waybill.admin;

import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
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
   * The group's positions in these partitions, by which a new owner of them begins; those in which
   * nothing was committed are missing. One that an open transaction is about to move is waited for:
   * who begins at the older one would process again what that transaction commits.
   *
   * @throws dev.waybill.error.RetriableException a transaction holds one of them for too long
   */
  default Map<TopicPartition, Long> positions(String group, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    describe(group).stream()
        .flatMap(found -> found.positions().stream())
        .filter(position -> position.committed() >= 0)
        .filter(position -> partitions.contains(position.partition()))
        .forEach(position -> positions.put(position.partition(), position.committed()));
    return positions;
  }

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
