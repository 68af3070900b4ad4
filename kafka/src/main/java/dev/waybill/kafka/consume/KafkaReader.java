package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.RejectedException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.cluster.KnownTopics;
import dev.waybill.kafka.cluster.Offsets;
import dev.waybill.kafka.cluster.StartOffsets;
import dev.waybill.kafka.translation.Blocking;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * Reads through a Kafka consumer of its own, as a member of a group or as a broadcast reader. One
 * thread at a time: what another calls meanwhile waits for its turn, but for {@link #wakeup}.
 */
public final class KafkaReader implements EngineConsumer, GroupPositions {

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final ConsumerSettings settings;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Partitions partitions;
  private final KnownTopics topics;
  private final StartOffsets starts;
  private final Assignment assignment;
  private final Membership membership;
  private final Polling polling;
  private final Commits commits;
  private final Consumer<KafkaReader> onClosed;
  private final Turn turn = new Turn();

  /**
   * @param consumer closed by this
   * @param bytes what the consumer reads keys and values with
   * @param patience bound on one request
   * @param onClosed run once when closed
   * @throws RejectedException a topic does not exist
   */
  KafkaReader(
      Cluster cluster,
      ConsumerSettings settings,
      KafkaConsumer<byte[], byte[]> consumer,
      CountedBytes bytes,
      LongSupplier nanoClock,
      Duration patience,
      Consumer<KafkaReader> onClosed) {
    this.settings = settings;
    this.consumer = consumer;
    this.onClosed = onClosed;
    AtomicBoolean wokenUp = new AtomicBoolean();
    Runnable noteWakeUp = () -> wokenUp.set(true);
    Offsets offsets = cluster.offsets().within(patience);
    this.topics = cluster.topics();
    this.starts = new StartOffsets(offsets);
    this.partitions = new Partitions(consumer, settings.maxBatchBytes());
    this.membership =
        new Membership(consumer, settings, partitions, cluster.ownMembers(), nanoClock);
    this.commits = new Commits(consumer, noteWakeUp, patience);
    if (settings.group().isPresent()) {
      settings.topics().forEach(topic -> topics.ask("consuming " + topic, topic));
      Places places = new Places(offsets, starts);
      GroupAssignment given =
          new GroupAssignment(consumer, settings, partitions, places, noteWakeUp, patience);
      this.assignment = given;
      consumer.subscribe(settings.topics(), given);
    } else {
      this.assignment =
          new BroadcastAssignment(cluster, consumer, settings, partitions, starts, nanoClock);
    }
    this.polling =
        new Polling(
            consumer,
            bytes,
            settings.topics(),
            partitions,
            assignment,
            new OutOfRange(partitions, offsets, settings.listener()),
            membership,
            wokenUp);
  }

  // ---- polling

  @Override
  public Polled poll(Duration maxWait) {
    return turn.take(() -> polling.poll(maxWait));
  }

  @Override
  public void wakeup() {
    consumer.wakeup();
  }

  // ---- places

  @Override
  public Set<TopicPartition> assignment() {
    return turn.take(() -> Set.copyOf(partitions.ours()));
  }

  @Override
  public Optional<String> memberId() {
    return turn.take(() -> Optional.of(membership.id()).filter(id -> !id.isEmpty()));
  }

  @Override
  public void pause(Collection<TopicPartition> which) {
    turn.run(() -> which.forEach(partitions::pause));
  }

  @Override
  public void resume(Collection<TopicPartition> which) {
    turn.run(() -> which.forEach(partitions::resume));
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    turn.run(
        () -> {
          if (!partitions.ours().contains(partition)) {
            throw new RejectedException(
                "seeking in "
                    + partition
                    + ": expected an assigned partition, found "
                    + partitions.ours()
                    + " assigned; no place was changed. Seek after the partition was assigned");
          }
          if (!partitions.hasRead(partition, offset)) {
            starts.requireInRange("seeking", Map.of(partition, offset));
          }
          partitions.place(partition, offset);
        });
  }

  @Override
  public long offsetOf(TopicPartition partition, StartPosition position) {
    return turn.take(
        () -> {
          String what = "looking for a place in " + partition;
          topics.require(what, partition);
          return starts.of(what, position, Set.of(partition)).getOrDefault(partition, 0L);
        });
  }

  // ---- positions

  @Override
  public void commit(Map<TopicPartition, Long> next) {
    String what = "committing positions of group " + settings.group().orElse("");
    turn.run(() -> commits.send(what, membership.claim(what, next)));
  }

  @Override
  public Claim claim(String what, Map<TopicPartition, Long> next) {
    return turn.take(() -> membership.claim(what, next));
  }

  // ---- the end

  @Override
  public void close() {
    turn.takeLast(this::leave);
  }

  /** From any thread: a poll that runs ends first, and the listener is told nothing. */
  void shutDown() {
    turn.announceEnd();
    assignment.silence();
    consumer.wakeup();
    close();
  }

  private void leave() {
    try {
      Blocking.run(() -> consumer.close(CloseOptions.timeout(CLOSE_PATIENCE)));
      assignment.rethrow();
    } catch (KafkaException e) {
      throw Failures.ofQuestion("leaving group " + settings.group().orElse(""), e);
    } finally {
      membership.left();
      onClosed.accept(this);
    }
  }
}
