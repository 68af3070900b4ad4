package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.cluster.StartOffsets;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All partitions of the topics, those too that are added while they are read. */
final class BroadcastAssignment implements Assignment {

  private static final Logger LOG = LoggerFactory.getLogger(BroadcastAssignment.class);

  /** How soon added partitions are noticed; what was published to them before is not missed. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Cluster cluster;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConsumerSettings settings;
  private final Partitions partitions;
  private final StartOffsets starts;
  private final LongSupplier nanoClock;
  private @Nullable CompletableFuture<Map<String, TopicDescription>> look;
  private long nextLookNanos;

  /**
   * Begins where the settings say, now.
   *
   * @throws dev.waybill.error.RejectedException a topic does not exist, or has no such offset
   */
  BroadcastAssignment(
      Cluster cluster,
      KafkaConsumer<byte[], byte[]> consumer,
      ConsumerSettings settings,
      Partitions partitions,
      StartOffsets starts,
      LongSupplier nanoClock) {
    this.cluster = cluster;
    this.consumer = consumer;
    this.settings = settings;
    this.partitions = partitions;
    this.starts = starts;
    this.nanoClock = nanoClock;
    Set<TopicPartition> all = new LinkedHashSet<>();
    for (String topic : settings.topics()) {
      add(all, topic, cluster.topics().ask("consuming " + topic, topic));
    }
    take(all, settings.startAt());
    nextLookNanos = nanoClock.getAsLong() + LOOK_NANOS;
  }

  private static void add(Set<TopicPartition> to, String topic, int partitions) {
    for (int i = 0; i < partitions; i++) {
      to.add(new TopicPartition(topic, i));
    }
  }

  private void take(Set<TopicPartition> fresh, StartPosition from) {
    Map<TopicPartition, Long> begins = starts.of("beginning to read " + fresh, from, fresh);
    Set<TopicPartition> all = new LinkedHashSet<>(partitions.ours());
    all.addAll(fresh);
    consumer.assign(Words.toKafka(all));
    partitions.take(begins);
  }

  /** Asks now and then, and never waits for the answer. */
  @Override
  public boolean settle() {
    CompletableFuture<Map<String, TopicDescription>> asked = look;
    if (asked == null) {
      if (nanoClock.getAsLong() - nextLookNanos >= 0) {
        look =
            cluster
                .admin()
                .describeTopics(settings.topics())
                .allTopicNames()
                .toCompletionStage()
                .toCompletableFuture();
      }
      return false;
    }
    if (!asked.isDone()) {
      return false;
    }
    look = null;
    nextLookNanos = nanoClock.getAsLong() + LOOK_NANOS;
    if (asked.isCompletedExceptionally()) {
      LOG.debug("Whether {} have more partitions is not known; asked again", settings.topics());
      return false;
    }
    Set<TopicPartition> fresh = new LinkedHashSet<>();
    asked.join().forEach((topic, found) -> add(fresh, topic, found.partitions().size()));
    fresh.removeAll(partitions.ours());
    if (fresh.isEmpty()) {
      return false;
    }
    take(fresh, StartPosition.earliest());
    return true;
  }

  @Override
  public boolean isUnsettled() {
    return false;
  }

  /** A broadcast has no listener. */
  @Override
  public void silence() {}

  /** A broadcast has no callbacks. */
  @Override
  public void rethrow() {}
}
