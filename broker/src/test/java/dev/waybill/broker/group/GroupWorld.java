package dev.waybill.broker.group;

import dev.waybill.broker.topic.TopicPartition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A registry with topics and a clock a test sets, and the journal it filled. */
final class GroupWorld {
  static final GroupSettings SETTINGS =
      new GroupSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          5,
          16,
          dev.waybill.broker.group.classic.ClassicSettings.DEFAULTS);
  static final Duration REBALANCE_TIMEOUT = Duration.ofSeconds(30);

  final SortedMap<String, Integer> topics = new TreeMap<>();
  private final List<JournalEntry> journal = new ArrayList<>();
  final SortedSet<Changes.MemberRef> nudged = new TreeSet<>();
  GroupRegistry registry = new GroupRegistry(SETTINGS, this::partitionsOf);
  private long monotonicMillis = 1_000;
  private long wallMillis = 1_700_000_000_000L;

  /** A record of this package, or one of the broker's that means something to groups. */
  @FunctionalInterface
  private interface JournalEntry {
    void replayInto(GroupRegistry registry);
  }

  GroupWorld(Map<String, Integer> topics) {
    this.topics.putAll(topics);
  }

  Now now() {
    return new Now(monotonicMillis, wallMillis);
  }

  void pass(Duration duration) {
    monotonicMillis += duration.toMillis();
    wallMillis += duration.toMillis();
    took(registry.tick(now()));
  }

  void wallClockJumps(Duration by) {
    wallMillis += by.toMillis();
    took(registry.tick(now()));
  }

  HeartbeatReply heartbeat(HeartbeatRequest request) {
    Outcome<HeartbeatReply> outcome = registry.heartbeat(request, now());
    nudged.remove(new Changes.MemberRef(request.group(), request.memberId()));
    took(outcome.changes());
    return outcome.reply();
  }

  Changes took(Changes changes) {
    changes.records().stream().map(GroupRecordCodec::encode).forEach(this::append);
    nudged.addAll(changes.nudged());
    return changes;
  }

  void setPartitions(String topic, int count) {
    if (count == 0) {
      topics.remove(topic);
      registry.topicDeleted(topic);
      journal.add(replaying -> replaying.topicDeleted(topic));
    } else {
      topics.put(topic, count);
    }
    took(registry.topicsChanged(Set.of(topic), now()));
  }

  /** The process dies; another reads the journal. */
  void restart() {
    registry = replayed();
    took(registry.recovered(now()));
    nudged.clear();
  }

  /** What a process started now would read. */
  GroupRegistry replayed() {
    GroupRegistry fresh = new GroupRegistry(SETTINGS, this::partitionsOf);
    journal.forEach(entry -> entry.replayInto(fresh));
    return fresh;
  }

  void snapshotReplacesJournal() {
    journal.clear();
    registry.snapshot().stream().map(GroupRecordCodec::encode).forEach(this::append);
  }

  /** A producer's transaction ends. */
  Set<String> resolve(long producerId, boolean committed) {
    journal.add(replaying -> replaying.resolve(producerId, committed));
    return registry.resolve(producerId, committed);
  }

  private void append(byte[] bytes) {
    journal.add(registry -> registry.replay(GroupRecordCodec.decode(ByteBuffer.wrap(bytes))));
  }

  static TopicPartition partition(String topic, int number) {
    return new TopicPartition(topic, number);
  }

  static Set<TopicPartition> partitions(String topic, int... numbers) {
    Set<TopicPartition> partitions = new TreeSet<>();
    for (int number : numbers) {
      partitions.add(partition(topic, number));
    }
    return partitions;
  }

  private int partitionsOf(String topic) {
    return topics.getOrDefault(topic, 0);
  }
}
