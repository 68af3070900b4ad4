package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.kafka.translation.Blocking;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
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
  private final Partitions partitions;
  private final Places places;
  private final Runnable wokenUp;
  private final Duration patience;
  private final Set<TopicPartition> arriving = new LinkedHashSet<>();
  private volatile boolean silent;
  private @Nullable RuntimeException thrown;

  /**
   * @param wokenUp run when a wake-up was swallowed
   * @param patience how long to wait for positions in one poll
   */
  GroupAssignment(
      KafkaConsumer<byte[], byte[]> consumer,
      ConsumerSettings settings,
      Partitions partitions,
      Places places,
      Runnable wokenUp,
      Duration patience) {
    this.consumer = consumer;
    this.settings = settings;
    this.partitions = partitions;
    this.places = places;
    this.wokenUp = wokenUp;
    this.patience = patience;
  }

  // ---- told by Kafka, inside poll and close

  /** Nothing is fetched of them before their places are known. */
  @Override
  public void onPartitionsAssigned(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    Set<TopicPartition> coming = Words.toApi(partitions);
    this.partitions.hold(coming);
    arriving.addAll(coming);
    consumer.wakeup();
  }

  @Override
  public void onPartitionsRevoked(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    Set<TopicPartition> leaving = leaving(partitions);
    if (!leaving.isEmpty()) {
      tell(() -> settings.listener().onRevoked(leaving));
      this.partitions.forget(leaving);
    }
  }

  @Override
  public void onPartitionsLost(Collection<org.apache.kafka.common.TopicPartition> partitions) {
    Set<TopicPartition> leaving = leaving(partitions);
    this.partitions.forget(leaving);
    if (!leaving.isEmpty()) {
      tell(() -> settings.listener().onLost(leaving));
    }
  }

  private Set<TopicPartition> leaving(
      Collection<org.apache.kafka.common.TopicPartition> partitions) {
    Set<TopicPartition> leaving = Words.toApi(partitions);
    Set<TopicPartition> untold = new LinkedHashSet<>(leaving);
    untold.removeAll(this.partitions.ours());
    arriving.removeAll(untold); // nobody was told of them
    this.partitions.forget(untold); // Kafka has forgotten that they were held, too
    leaving.retainAll(this.partitions.ours());
    return leaving;
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
    arriving.removeAll(now);
    partitions.take(begins);
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
}
