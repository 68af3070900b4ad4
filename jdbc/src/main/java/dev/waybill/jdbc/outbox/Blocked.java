package dev.waybill.jdbc.outbox;

import dev.waybill.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a lane leaves out because the engine refused a row of it. Used by the lane's thread; only
 * {@link #rows} may be called by others.
 *
 * <pre>
 *   refused in a batch ──► SUSPECT ── tried alone, refused ──► BLOCKED ── delay over ──► tried alone
 *                             └────── tried alone, accepted ──► forgotten ◄── accepted ────┘
 * </pre>
 *
 * <p>A batch fails as a whole, and whose fault it was is not always told; a row that is tried alone
 * is its own witness.
 */
final class Blocked {

  /** More than so many, and the lane waits for a person: each costs every read a comparison. */
  static final int MOST = 64;

  /** One key, or one topic, that is left out. */
  static final class Entry {
    private final @Nullable Long keyHash;
    private final String topic;
    private int attempts;
    private long dueNanos;
    private BlockedRow row;

    private Entry(@Nullable Long keyHash, BlockedRow row, long dueNanos) {
      this.keyHash = keyHash;
      this.topic = row.topic();
      this.row = row;
      this.dueNanos = dueNanos;
    }

    Filter filter() {
      return keyHash == null ? Filter.only(topic) : Filter.only(keyHash);
    }

    private boolean is(@Nullable Long otherKey, String otherTopic) {
      return keyHash == null
          ? otherKey == null && topic.equals(otherTopic)
          : keyHash.equals(otherKey);
    }
  }

  private final Retry retry;
  private final List<Entry> entries = new ArrayList<>();
  private volatile List<BlockedRow> rows = List.of();

  Blocked(Retry retry) {
    this.retry = retry;
  }

  /** Tried alone at once, before anything is said. */
  void suspect(OutboxRow row, String reason, long nowNanos) {
    if (find(row.keyHash(), row.topic()) == null) {
      entries.add(
          new Entry(
              row.keyHash(), new BlockedRow(row.id(), row.topic(), false, 0, reason), nowNanos));
    }
  }

  /**
   * Refused alone.
   *
   * @param wholeTopic there is no such topic: its other rows would be refused too
   * @return whether this is the first time, and worth a line in the log
   */
  boolean refused(Entry probed, OutboxRow row, boolean wholeTopic, String reason, long nowNanos) {
    entries.remove(probed);
    @Nullable Long keyHash = wholeTopic ? null : Long.valueOf(row.keyHash());
    Entry known = find(keyHash, row.topic());
    Entry entry = known;
    if (entry == null) {
      entry = probed.is(keyHash, row.topic()) ? probed : entryOf(keyHash, row, reason, nowNanos);
      entries.add(entry);
    }
    if (wholeTopic) {
      // Its keys need no entries of their own while the topic has one.
      Entry kept = entry;
      entries.removeIf(other -> other != kept && other.topic.equals(row.topic()));
    }
    entry.attempts++;
    entry.dueNanos =
        nowNanos + retry.delayAfter(entry.attempts, ThreadLocalRandom.current()).toNanos();
    entry.row = new BlockedRow(row.id(), row.topic(), wholeTopic, entry.attempts, reason);
    publishRows();
    return entry.attempts == 1;
  }

  private static Entry entryOf(
      @Nullable Long keyHash, OutboxRow row, String reason, long nowNanos) {
    return new Entry(
        keyHash, new BlockedRow(row.id(), row.topic(), keyHash == null, 0, reason), nowNanos);
  }

  /** Accepted alone, or gone. */
  void forget(Entry entry) {
    entries.remove(entry);
    publishRows();
  }

  /** What is to be tried alone now. */
  Optional<Entry> due(long nowNanos) {
    return entries.stream().filter(entry -> entry.dueNanos - nowNanos <= 0).findFirst();
  }

  /** How long until something is due; empty if nothing is left out. */
  Optional<Duration> untilDue(long nowNanos) {
    return entries.stream()
        .map(entry -> Duration.ofNanos(Math.max(0, entry.dueNanos - nowNanos)))
        .min(Duration::compareTo);
  }

  boolean isFull() {
    return entries.size() >= MOST;
  }

  /** Everything but what is left out. */
  Filter others() {
    if (entries.isEmpty()) {
      return Filter.EVERYTHING;
    }
    List<Long> keys = new ArrayList<>();
    List<String> topics = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.keyHash == null) {
        topics.add(entry.topic);
      } else {
        keys.add(entry.keyHash);
      }
    }
    return new Filter(keys, topics, null, null);
  }

  /** Those that were refused alone; any thread. */
  List<BlockedRow> rows() {
    return rows;
  }

  private @Nullable Entry find(@Nullable Long keyHash, String topic) {
    for (Entry entry : entries) {
      if (entry.is(keyHash, topic)) {
        return entry;
      }
    }
    return null;
  }

  private void publishRows() {
    rows = entries.stream().filter(entry -> entry.attempts > 0).map(entry -> entry.row).toList();
  }
}
