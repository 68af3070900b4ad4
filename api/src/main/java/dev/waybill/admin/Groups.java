package dev.waybill.admin;

import dev.waybill.message.StartPosition;
import java.util.List;
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

  /** Forgets a group without members, its positions included. */
  void delete(String group);
}
