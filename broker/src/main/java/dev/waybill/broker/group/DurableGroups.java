package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.Settled;
import dev.waybill.broker.topic.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What survives of every group: epoch, positions, positions staged by open transactions, and the
 * last settled generation of a group of the classic protocol. Changed only by {@link #apply},
 * {@link #resolve} and {@link #forgetTopic}, live and in replay alike.
 */
final class DurableGroups {
  /**
   * Bounds a record of a snapshot; a command's own record stays whole, because it is all or
   * nothing.
   */
  private static final int POSITIONS_PER_SNAPSHOT_RECORD = 256;

  private final SortedMap<String, Entry> groups = new TreeMap<>();

  /**
   * Which groups a producer has staged positions for, so that ending a transaction looks at no
   * other.
   */
  private final SortedMap<Long, SortedSet<String>> staging = new TreeMap<>();

  private static final class Entry {
    private int epoch;
    private boolean hasMembers;

    /** Null until members come; journals of before kinds were written never say. */
    private @Nullable GroupKind kind;

    /** The last generation of the classic protocol with an assignment, while it has members. */
    private @Nullable Settled settled;

    /** The last wall-clock moment the group was seen in use; retention counts from here. */
    private long usedAtMillis = Long.MIN_VALUE;

    private final SortedMap<TopicPartition, Position> committed = new TreeMap<>();
    private final SortedMap<Long, SortedMap<TopicPartition, Position>> staged = new TreeMap<>();

    private void usedAt(long millis) {
      // The wall clock may go back; a group never becomes older by being used.
      usedAtMillis = Math.max(usedAtMillis, millis);
    }
  }

  void apply(GroupRecord record) {
    if (record instanceof GroupRecord.MembershipChanged change) {
      Entry entry = entry(change.group());
      entry.epoch = change.epoch();
      entry.hasMembers = change.hasMembers();
      if (!change.hasMembers()) {
        entry.settled = null;
      }
      entry.usedAt(change.atMillis());
    } else if (record instanceof GroupRecord.GenerationSettled settling) {
      Entry entry = entry(settling.group());
      entry.settled = settling.settled();
      entry.usedAt(settling.atMillis());
    } else if (record instanceof GroupRecord.KindChanged change) {
      entry(change.group()).kind = change.kind();
    } else if (record instanceof GroupRecord.PositionsCommitted commit) {
      Entry entry = entry(commit.group());
      entry.committed.putAll(commit.positions());
      entry.usedAt(commit.atMillis());
    } else if (record instanceof GroupRecord.PositionsStaged stage) {
      Entry entry = entry(stage.group());
      entry
          .staged
          .computeIfAbsent(stage.producerId(), id -> new TreeMap<>())
          .putAll(stage.positions());
      entry.usedAt(stage.atMillis());
      staging.computeIfAbsent(stage.producerId(), id -> new TreeSet<>()).add(stage.group());
    } else if (record instanceof GroupRecord.PositionsDeleted deletion) {
      entry(deletion.group()).committed.keySet().removeAll(deletion.partitions());
    } else if (record instanceof GroupRecord.GroupDeleted deletion) {
      delete(deletion.group());
    } else {
      throw new IllegalStateException("A group record nobody applies: " + record);
    }
  }

  Set<String> resolve(long producerId, boolean committed) {
    SortedSet<String> names = staging.remove(producerId);
    if (names == null) {
      return Set.of();
    }
    for (String name : names) {
      Entry entry = entry(name);
      SortedMap<TopicPartition, Position> positions = entry.staged.remove(producerId);
      if (committed && positions != null) {
        // Commits count in the order they happen, not in the order they were staged.
        entry.committed.putAll(positions);
      }
    }
    return Collections.unmodifiableSortedSet(names);
  }

  void forgetTopic(String topic) {
    for (Entry entry : groups.values()) {
      entry.committed.keySet().removeIf(partition -> partition.topic().equals(topic));
      for (SortedMap<TopicPartition, Position> positions : entry.staged.values()) {
        positions.keySet().removeIf(partition -> partition.topic().equals(topic));
      }
    }
  }

  // ---- queries

  SortedSet<String> names() {
    return Collections.unmodifiableSortedSet((SortedSet<String>) groups.keySet());
  }

  int epochOf(String group) {
    Entry entry = groups.get(group);
    return entry == null ? 0 : entry.epoch;
  }

  /** The protocol of its present or last members. */
  Optional<GroupKind> kindOf(String group) {
    Entry entry = groups.get(group);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.kind == null) {
      Settled settled = entry.settled;
      return settled != null
          ? Optional.of(GroupKind.classic(settled.protocolType()))
          : entry.epoch > 0 ? Optional.of(GroupKind.CONSUMER) : Optional.empty();
    }
    return Optional.of(entry.kind);
  }

  SortedMap<TopicPartition, Position> positionsOf(String group) {
    Entry entry = groups.get(group);
    return entry == null
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(entry.committed));
  }

  /** Partitions with a position, committed or staged. */
  SortedSet<TopicPartition> partitionsOf(String group) {
    SortedSet<TopicPartition> partitions = new TreeSet<>();
    Entry entry = groups.get(group);
    if (entry != null) {
      partitions.addAll(entry.committed.keySet());
      entry.staged.values().forEach(positions -> partitions.addAll(positions.keySet()));
    }
    return partitions;
  }

  SortedMap<TopicPartition, FetchedPosition> fetch(
      String group, Collection<TopicPartition> partitions) {
    SortedMap<TopicPartition, FetchedPosition> fetched = new TreeMap<>();
    Entry entry = groups.get(group);
    Set<TopicPartition> pending = new HashSet<>();
    if (entry != null) {
      entry.staged.values().forEach(positions -> pending.addAll(positions.keySet()));
    }
    for (TopicPartition partition : partitions) {
      Optional<Position> committed =
          Optional.ofNullable(entry == null ? null : entry.committed.get(partition));
      fetched.put(partition, new FetchedPosition(committed, pending.contains(partition)));
    }
    return Collections.unmodifiableSortedMap(fetched);
  }

  SortedSet<Long> stagingProducers(String group) {
    Entry entry = groups.get(group);
    return entry == null ? Collections.emptySortedSet() : new TreeSet<>(entry.staged.keySet());
  }

  List<String> withMembers() {
    return groups.keySet().stream().filter(name -> entry(name).hasMembers).toList();
  }

  /** What survived of groups of the classic protocol. */
  SortedMap<String, Settled> settled() {
    SortedMap<String, Settled> all = new TreeMap<>();
    groups.forEach(
        (name, entry) -> {
          Settled settled = entry.settled;
          if (settled != null) {
            all.put(name, settled);
          }
        });
    return all;
  }

  /** Groups without members or open transactions, not in use since {@code wallMillis}. */
  List<String> idleSince(long wallMillis) {
    return groups.keySet().stream()
        .filter(name -> !entry(name).hasMembers)
        .filter(name -> entry(name).staged.isEmpty())
        .filter(name -> entry(name).usedAtMillis <= wallMillis)
        .toList();
  }

  List<GroupRecord> snapshot() {
    List<GroupRecord> records = new ArrayList<>();
    groups.forEach(
        (name, entry) -> {
          long at = entry.usedAtMillis;
          records.add(new GroupRecord.MembershipChanged(name, entry.epoch, entry.hasMembers, at));
          GroupKind kind = entry.kind;
          if (kind != null) {
            records.add(new GroupRecord.KindChanged(name, kind));
          }
          Settled settled = entry.settled;
          if (settled != null) {
            records.add(new GroupRecord.GenerationSettled(name, settled, at));
          }
          for (SortedMap<TopicPartition, Position> part : parts(entry.committed)) {
            records.add(new GroupRecord.PositionsCommitted(name, part, at));
          }
          entry.staged.forEach(
              (producerId, positions) -> {
                for (SortedMap<TopicPartition, Position> part : parts(positions)) {
                  records.add(new GroupRecord.PositionsStaged(name, producerId, part, at));
                }
              });
        });
    return List.copyOf(records);
  }

  private static List<SortedMap<TopicPartition, Position>> parts(
      SortedMap<TopicPartition, Position> positions) {
    List<SortedMap<TopicPartition, Position>> parts = new ArrayList<>();
    SortedMap<TopicPartition, Position> part = new TreeMap<>();
    for (var position : positions.entrySet()) {
      part.put(position.getKey(), position.getValue());
      if (part.size() == POSITIONS_PER_SNAPSHOT_RECORD) {
        parts.add(part);
        part = new TreeMap<>();
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private Entry entry(String group) {
    return groups.computeIfAbsent(group, name -> new Entry());
  }

  private void delete(String group) {
    Entry entry = groups.remove(group);
    if (entry == null) {
      return;
    }
    for (long producerId : entry.staged.keySet()) {
      SortedSet<String> names = staging.get(producerId);
      if (names != null && names.remove(group) && names.isEmpty()) {
        staging.remove(producerId);
      }
    }
  }
}
