package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.Settled;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One durable fact about groups. The live registry applies the very records it hands out, so
 * replaying a journal cannot end in another state than living through it did.
 *
 * <p>Missing on purpose: the end of a transaction. Its one journal record belongs to the broker,
 * which calls {@link GroupRegistry#resolve} for it, live and in replay.
 */
public sealed interface GroupRecord {

  /**
   * The group's epoch changed, or whether it has members did. Generations of the classic protocol
   * are epochs too: one sequence of numbers, so that a group that changes its kind repeats none.
   */
  record MembershipChanged(String group, int epoch, boolean hasMembers, long atMillis)
      implements GroupRecord {}

  /** Members of another protocol than before came, or the first ones did. */
  record KindChanged(String group, GroupKind kind) implements GroupRecord {}

  /** Positions moved, all of them or none. */
  record PositionsCommitted(
      String group, SortedMap<TopicPartition, Position> positions, long atMillis)
      implements GroupRecord {
    public PositionsCommitted {
      positions = copyOf(positions);
    }
  }

  /** A transaction will move positions if it commits. */
  record PositionsStaged(
      String group, long producerId, SortedMap<TopicPartition, Position> positions, long atMillis)
      implements GroupRecord {
    public PositionsStaged {
      positions = copyOf(positions);
    }
  }

  /** Positions were deleted by an operator, or forgotten by a commit. */
  record PositionsDeleted(String group, SortedSet<TopicPartition> partitions)
      implements GroupRecord {
    public PositionsDeleted {
      partitions = copyOf(partitions);
    }
  }

  /** A group was deleted, or expired with its positions. */
  record GroupDeleted(String group) implements GroupRecord {}

  /**
   * A generation of the classic protocol has its assignment, or a member of it changed its id. Gone
   * when the group has no members any more.
   */
  record GenerationSettled(String group, Settled settled, long atMillis) implements GroupRecord {}

  private static <V> SortedMap<TopicPartition, V> copyOf(Map<TopicPartition, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  private static SortedSet<TopicPartition> copyOf(Collection<TopicPartition> set) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(set));
  }
}
