package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was said about messages, and the check that it is true. */
final class Ledgers {
  private record Sent(TopicPartition partition, long order) {}

  private record Place(TopicPartition partition, long offset) {}

  private final Map<String, Sent> sent = new TreeMap<>();
  private final Map<String, Long> synced = new TreeMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Map<TopicPartition, Long> deletionsAsked = new HashMap<>();
  private final Map<TopicPartition, Long> deletionsSynced = new HashMap<>();
  private final Map<Place, String> seen = new HashMap<>();
  private final Map<Place, String> seenCommitted = new HashMap<>();

  /** A publisher's {@code order}-th message to this partition. */
  void sent(String value, TopicPartition partition, long order) {
    sent.put(value, new Sent(partition, order));
  }

  void synced(String value, long offset) {
    Long before = synced.put(value, offset);
    assertThat(before == null || before == offset)
        .as("%s was acknowledged at offset %s, then at %s", value, before, offset)
        .isTrue();
  }

  void refused(String value) {
    refused.add(value);
  }

  void deletionAsked(TopicPartition partition, long before) {
    deletionsAsked.merge(partition, before, Math::max);
  }

  void deletionSynced(TopicPartition partition, long before) {
    deletionsSynced.merge(partition, before, Math::max);
  }

  /** Remembers what a reader saw, and that it saw the same as any before it. */
  void look(Directory directory) {
    for (PartitionView view : views(directory).values()) {
      checkStart(view);
      compare(view, Isolation.READ_UNCOMMITTED, seen);
      compare(view, Isolation.READ_COMMITTED, seenCommitted);
    }
  }

  /** The disk is at rest: acknowledged is present, nothing is phantom, everything is in order. */
  void check(Directory directory) {
    look(directory);
    Map<TopicPartition, PartitionView> views = views(directory);
    Map<String, Place> found = new HashMap<>();
    for (PartitionView view : views.values()) {
      Offsets offsets = view.offsets();
      assertThat(offsets.lastStable())
          .as("stable offset of %s at rest", view.topicPartition())
          .isEqualTo(offsets.highWatermark());
      assertThat(offsets.highWatermark()).isEqualTo(offsets.writtenEnd());
      Batches.assertDense(view);
      place(view, found);
    }
    synced.forEach(
        (value, offset) -> {
          TopicPartition partition = sent.get(value).partition();
          PartitionView view = views.get(partition);
          boolean deleted = view != null && offset < view.offsets().logStart();
          assertThat(found.get(value))
              .as("%s was acknowledged", value)
              .isEqualTo(deleted ? null : new Place(partition, offset));
        });
    refused.forEach(
        value -> assertThat(found).as("%s was refused", value).doesNotContainKey(value));
  }

  Map<TopicPartition, PartitionView> views(Directory directory) {
    Map<TopicPartition, PartitionView> views = new TreeMap<>();
    directory
        .topics()
        .forEach(
            topic ->
                directory
                    .find(topic.name())
                    .partitions()
                    .forEach(view -> views.put(view.topicPartition(), view)));
    return views;
  }

  private void checkStart(PartitionView view) {
    TopicPartition partition = view.topicPartition();
    assertThat(view.offsets().logStart())
        .as("log start of %s", partition)
        .isBetween(
            deletionsSynced.getOrDefault(partition, 0L),
            deletionsAsked.getOrDefault(partition, 0L));
  }

  private void place(PartitionView view, Map<String, Place> found) {
    Map<String, Long> lastOrder = new HashMap<>();
    Batches.readAll(view, Isolation.READ_UNCOMMITTED)
        .forEach(
            (offset, value) -> {
              Sent message = sent.get(value);
              assertThat(message).as("%s was never sent", value).isNotNull();
              assertThat(view.topicPartition()).as(value).isEqualTo(message.partition());
              Place before = found.put(value, new Place(view.topicPartition(), offset));
              assertThat(before).as("%s is stored twice", value).isNull();
              String publisher = value.substring(0, value.indexOf('-'));
              Long order = lastOrder.put(publisher, message.order());
              assertThat(order == null || order < message.order())
                  .as("%s overtook another message of its publisher", value)
                  .isTrue();
            });
  }

  private static void compare(PartitionView view, Isolation isolation, Map<Place, String> seen) {
    SortedMap<Long, String> now = Batches.readAll(view, isolation);
    TopicPartition partition = view.topicPartition();
    seen.forEach(
        (place, value) -> {
          if (place.partition().equals(partition) && place.offset() >= view.offsets().logStart()) {
            assertThat(now.get(place.offset()))
                .as("%s was seen at %s with %s", value, place, isolation)
                .isEqualTo(value);
          }
        });
    now.forEach((offset, value) -> seen.put(new Place(partition, offset), value));
  }
}
