package dev.waybill.embedded.consume;

import dev.waybill.broker.partition.Isolation;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.error.WaybillException;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The partitions a group member reads, kept in step with what the broker grants. The polling
 * thread's.
 *
 * <pre>
 *   granted ──► pending (a transaction is about to move its position) ──► read, onAssigned
 *   read ── asked back ──► onRevoked ──► dropped ──► confirmed: now the next owner may have it
 *   read ── fenced ──────► onLost ─────► dropped ──► join again
 * </pre>
 *
 * <p>Invariant: a partition is missing from what we confirm only after its reader was dropped, so
 * it never has two readers.
 */
final class Assignment {
  private final ConsumerSettings settings;
  private final String group;
  private final Membership membership;
  private final Places places;
  private final Isolation isolation;
  private final Bell bell;
  private final SpareBuffer spare;
  private final AssignmentListener listener;
  private final Map<TopicPartition, PartitionReader> readers = new LinkedHashMap<>();
  private final Set<TopicPartition> pending = new TreeSet<>();

  /** What we acted on last: the same grant needs no second look. */
  private @Nullable Set<?> applied;

  Assignment(
      ConsumerSettings settings,
      String group,
      Membership membership,
      Places places,
      Bell bell,
      SpareBuffer spare) {
    this.settings = settings;
    this.group = group;
    this.membership = membership;
    this.places = places;
    this.isolation = Words.toBroker(settings.isolation());
    this.bell = bell;
    this.spare = spare;
    this.listener = settings.listener();
  }

  Map<TopicPartition, PartitionReader> readers() {
    return readers;
  }

  /** Whether a granted partition waits for the end of a transaction. */
  boolean isWaitingForTransaction() {
    return !pending.isEmpty();
  }

  /**
   * Gives up what was asked back and takes what was granted.
   *
   * @return whether the assignment changed
   */
  boolean apply() {
    Membership.Standing standing = membership.standing();
    WaybillException failure = standing.failure();
    if (failure != null) {
      lose();
      throw failure;
    }
    return switch (standing.state()) {
      case OUT -> {
        membership.join();
        yield false;
      }
      case JOINING -> false;
      case LOST -> {
        boolean had = lose();
        membership.join();
        yield had;
      }
      case IN -> apply(standing.assigned());
    };
  }

  private boolean apply(Set<dev.waybill.broker.topic.TopicPartition> granted) {
    boolean changed = false;
    // The same set until the next heartbeat, so most polls compare no more than a reference.
    if (granted != applied && !granted.equals(applied)) {
      Set<TopicPartition> ours = new TreeSet<>();
      granted.forEach(partition -> ours.add(Words.toApi(partition)));
      changed = revoke(ours);
      for (TopicPartition partition : ours) {
        if (!readers.containsKey(partition)) {
          pending.add(partition);
        }
      }
      applied = granted;
      confirm();
    }
    if (!pending.isEmpty()) {
      changed |= open();
    }
    return changed;
  }

  private boolean revoke(Set<TopicPartition> ours) {
    Set<TopicPartition> revoked = new TreeSet<>(readers.keySet());
    revoked.removeAll(ours);
    pending.retainAll(ours);
    if (revoked.isEmpty()) {
      return false;
    }
    try {
      listener.onRevoked(Collections.unmodifiableSet(revoked));
    } finally {
      // Whatever the listener does, the next owner must not wait for ever.
      revoked.forEach(this::drop);
    }
    return true;
  }

  private void confirm() {
    List<dev.waybill.broker.topic.TopicPartition> held = new ArrayList<>();
    readers.keySet().forEach(partition -> held.add(Words.toBroker(partition)));
    pending.forEach(partition -> held.add(Words.toBroker(partition)));
    membership.own(held);
  }

  private boolean open() {
    Map<TopicPartition, Optional<Long>> settled = places.committed(group, pending);
    Set<TopicPartition> opened = new TreeSet<>();
    settled.forEach(
        (partition, committed) -> {
          long place = places.resume(partition, committed, settings.startAt());
          readers.put(
              partition,
              new PartitionReader(
                  partition, places.view(partition), isolation, place, bell, spare, listener));
          pending.remove(partition);
          opened.add(partition);
        });
    if (opened.isEmpty()) {
      return false;
    }
    listener.onAssigned(Collections.unmodifiableSet(opened));
    return true;
  }

  private void drop(TopicPartition partition) {
    PartitionReader reader = readers.remove(partition);
    if (reader != null) {
      reader.disarm();
    }
  }

  /** Drops everything without a chance to commit. */
  private boolean lose() {
    Set<TopicPartition> lost = new TreeSet<>(readers.keySet());
    lost.forEach(this::drop);
    pending.clear();
    applied = null;
    if (lost.isEmpty()) {
      return false;
    }
    listener.onLost(Collections.unmodifiableSet(lost));
    return true;
  }

  /** Gives everything up: with a chance to commit if we are still a member. */
  void giveUp() {
    if (membership.standing().state() == Membership.State.IN) {
      revoke(Set.of());
    } else {
      lose();
    }
  }
}
