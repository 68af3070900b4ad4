package dev.waybill.broker.group;

import dev.waybill.broker.topic.TopicPartition;
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

  /** Takes a confirmation: what is missing from {@code owned} is given up. */
  static Member confirm(Member member, Set<TopicPartition> owned) {
    SortedMap<TopicPartition, Integer> rest = new TreeMap<>(member.revoking());
    rest.keySet().retainAll(owned);
    return rest.size() == member.revoking().size()
        ? member
        : member.mustGiveUp(member.assigned(), rest);
  }

  static Member advance(Group group, Member member) {
    if (!member.revoking().isEmpty()) {
      // One revocation at a time: its deadline would be unfair, or endless, if the set kept
      // growing.
      return member;
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
