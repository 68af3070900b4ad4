package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.kafka.translation.Blocking;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What a member of a group is given, and gives up again. */
final class GroupAssignment implements Assignment, ConsumerRebalanceListener {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConsumerSettings settings;
  private final Places places;
  private final Runnable wokenUp;
  private final Duration patience;
  private final Stretches stretches;
  private final Set<TopicPartition> arriving = new LinkedHashSet<>();
  private final Set<TopicPartition> ours = new LinkedHashSet<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  private volatile boolean silent;
  private @Nullable RuntimeException thrown;

  /**
   * @param wokenUp run when a wake-up was swallowed
   * @param patience how long to wait for positions in one poll
   */
  GroupAssignment(
      KafkaConsumer<byte[], byte[]> consumer,
      ConsumerSettings settings,
      Places places,
      Runnable wokenUp,
      Duration patience) {
    this.consumer = consumer;
    this.settings = settings;
    this.places = places;
    this.wokenUp = wokenUp;
    this.patience = patience;
    this.stretches = new Stretches(consumer);
  }

  // ---- told by Kafka, inside poll and close

  /** Nothing is fetched of them before their places are known. */
  @Override
  public void onPartitionsAssigned(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    consumer.pause(partitions);
    // Any place will do, so that Kafka looks for none itself.
    partitions.forEach(partition -> consumer.seek(partition, 0));
    arriving.addAll(Words.toApi(partitions));
    consumer.wakeup();
  }

  @Override
  public void onPartitionsRevoked(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    Set<TopicPartition> leaving = leaving(partitions);
    if (!leaving.isEmpty()) {
      tell(() -> settings.listener().onRevoked(leaving));
      forget(leaving);
    }
  }

  @Override
  public void onPartitionsLost(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    Set<TopicPartition> leaving = leaving(partitions);
    forget(leaving);
    if (!leaving.isEmpty()) {
      tell(() -> settings.listener().onLost(leaving));
    }
  }

  private Set<TopicPartition> leaving(
      Collection<org.apache.kafka.common.TopicPartition> partitions) {
    Set<TopicPartition> leaving = Words.toApi(partitions);
    arriving.removeAll(leaving); // nobody was told of them
    leaving.retainAll(ours);
    return leaving;
  }

  private void forget(Set<TopicPartition> leaving) {
    ours.removeAll(leaving);
    paused.removeAll(leaving);
    stretches.forget(leaving);
  }

  /** Thrown through Kafka it would look like a failure of Kafka's, and of the rebalance. */
  private void tell(Runnable news) {
    if (silent) {
      return;
    }
    try {
      news.run();
    } catch (RuntimeException e) {
      if (thrown == null) {
        thrown = e;
      } else {
        thrown.addSuppressed(e);
      }
    }
    consumer.wakeup();
  }

  // ---- asked by the reader

  @Override
  public void placed(TopicPartition partition, long offset) {
    stretches.placed(partition, offset);
  }

  @Override
  public boolean hasRead(TopicPartition partition, long offset) {
    return stretches.contains(partition, offset);
  }

  @Override
  public void silence() {
    silent = true;
  }

  @Override
  public void rethrow() {
    RuntimeException failure = thrown;
    thrown = null;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public boolean isUnsettled() {
    return !arriving.isEmpty();
  }

  @Override
  public boolean settle() {
    if (arriving.isEmpty()) {
      return false;
    }
    Set<TopicPartition> now = new LinkedHashSet<>(arriving);
    Map<TopicPartition, Long> begins = places.resume(now, committed(now), settings.startAt());
    begins.forEach(
        (partition, offset) -> {
          consumer.seek(Words.toKafka(partition), offset);
          placed(partition, offset);
        });
    arriving.removeAll(now);
    ours.addAll(now);
    for (TopicPartition partition : now) {
      if (!paused.contains(partition)) {
        consumer.resume(Set.of(Words.toKafka(partition)));
      }
    }
    settings.listener().onAssigned(Set.copyOf(now));
    return true;
  }

  /**
   * The group's positions, once no open transaction is about to move one: a reader of committed
   * messages is told only then.
   */
  private Map<TopicPartition, Long> committed(Set<TopicPartition> partitions) {
    Map<org.apache.kafka.common.TopicPartition, @Nullable OffsetAndMetadata> found;
    try {
      found = Blocking.call(wokenUp, () -> consumer.committed(Words.toKafka(partitions), patience));
    } catch (KafkaException e) {
      throw Failures.ofQuestion(
          "reading the positions of group " + settings.group().orElse("") + " in " + partitions, e);
    }
    Map<TopicPartition, Long> committed = new HashMap<>();
    found.forEach(
        (partition, position) -> {
          if (position != null) {
            committed.put(Words.toApi(partition), position.offset());
          }
        });
    return committed;
  }

  @Override
  public Set<TopicPartition> ours() {
    return ours;
  }

  @Override
  public void pause(TopicPartition partition, boolean pause) {
    if (ours.contains(partition) && (pause ? paused.add(partition) : paused.remove(partition))) {
      if (pause) {
        consumer.pause(Set.of(Words.toKafka(partition)));
      } else {
        consumer.resume(Set.of(Words.toKafka(partition)));
      }
    }
  }
}
