package dev.waybill.broker.group;

import dev.waybill.broker.topic.TopicPartition;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Moves one member as far towards its target as the others allow.
 *
 * <p>The invariant of the whole package is kept here: a partition is given to a member only when no
 * other member holds it, and a partition taken away stays held until its holder confirms.
 */
final class Reconciler {
  private Reconciler() {}

  /**
   * The member one step on.
   *
   * @param owned what it says it holds, when it says so; what it was asked for and is missing here
   *     is given up
   */
  static Member advance(Group group, Member member, Optional<SortedSet<TopicPartition>> owned) {
    SortedMap<TopicPartition, Integer> unconfirmed = new TreeMap<>(member.revoking());
    owned.ifPresent(unconfirmed.keySet()::retainAll);
    if (!unconfirmed.isEmpty()) {
      // One revocation at a time: its deadline would be unfair, or endless, if the set kept
      // growing.
      return member.mustGiveUp(member.assigned(), unconfirmed);
    }
    SortedSet<TopicPartition> target = group.targetOf(member.id());
    SortedMap<TopicPartition, Integer> kept = new TreeMap<>(member.assigned());
    kept.keySet().retainAll(target);
    SortedMap<TopicPartition, Integer> dropped = new TreeMap<>(member.assigned());
    dropped.keySet().removeAll(target);
    if (!dropped.isEmpty()) {
      return member.mustGiveUp(kept, dropped);
    }
    Set<TopicPartition> taken = group.heldByOthers(member.id());
    for (TopicPartition partition : target) {
      if (!taken.contains(partition)) {
        kept.putIfAbsent(partition, group.epoch());
      }
    }
    return member.reached(group.epoch(), kept, kept.size() < target.size());
  }
}
