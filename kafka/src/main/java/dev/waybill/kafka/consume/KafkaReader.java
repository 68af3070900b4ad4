package dev.waybill.kafka.consume;

import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.cluster.OwnMembers;
import dev.waybill.kafka.translation.Blocking;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads through a Kafka consumer of its own, as a member of a group or as a broadcast reader. */
public final class KafkaReader implements EngineConsumer, GroupPositions {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);

  private static final Duration UNSETTLED_WAIT = Duration.ofMillis(50);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final ConsumerSettings settings;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CountedBytes bytes;
  private final Partitions partitions;
  private final Places places;
  private final OwnMembers members;
  private final LongSupplier nanoClock;
  private final Duration patience;
  private final Consumer<KafkaReader> onClosed;
  private final Assignment assignment;

  /** Held by who uses the Kafka consumer, which stands one thread at a time. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile boolean wokenUp;
  private volatile boolean closing;
  private boolean ended;
  private long lastPollNanos;
  private String introduced = "";

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
    this.bytes = bytes;
    this.nanoClock = nanoClock;
    this.patience = patience;
    this.onClosed = onClosed;
    this.places = new Places(cluster, patience);
    this.partitions = new Partitions(consumer, settings.maxBatchBytes());
    this.members = cluster.ownMembers();
    this.lastPollNanos = nanoClock.getAsLong();
    if (settings.group().isPresent()) {
      settings.topics().forEach(topic -> cluster.topics().ask("consuming " + topic, topic));
      GroupAssignment given =
          new GroupAssignment(consumer, settings, partitions, places, this::noteWakeUp, patience);
      this.assignment = given;
      consumer.subscribe(settings.topics(), given);
    } else {
      this.assignment =
          new BroadcastAssignment(cluster, consumer, settings, partitions, places, nanoClock);
    }
  }

  private void noteWakeUp() {
    wokenUp = true;
  }

  // ---- polling

  @Override
  public Polled poll(Duration maxWait) {
    return inTurn(
        () -> {
          RetriableException unsettled = settle();
          boolean returnAtOnce = wokenUp;
          wokenUp = false;
          Duration wait = returnAtOnce ? Duration.ZERO : maxWait;
          if (unsettled != null && wait.compareTo(UNSETTLED_WAIT) > 0) {
            wait = UNSETTLED_WAIT;
          }
          Polled polled = fetch(wait, unsettled == null);
          if (unsettled != null && polled.batches().isEmpty() && assignment.isUnsettled()) {
            throw unsettled;
          }
          return polled;
        });
  }

  /** A partition whose place is not known yet must not hold the others up: they are polled. */
  private @Nullable RetriableException settle() {
    try {
      if (assignment.settle()) {
        wokenUp = true; // the assignment changed: a poll ends at that
      }
      return null;
    } catch (RetriableException e) {
      return e;
    }
  }

  private Polled fetch(Duration maxWait, boolean settles) {
    boolean waits = !partitions.hasLeftovers();
    Polled fetched = Polled.nothing();
    try {
      // Kafka is polled whatever is left: that is what keeps the membership.
      fetched = Records.translate(consumer.poll(waits ? maxWait : Duration.ZERO));
    } catch (WakeupException | InterruptException e) {
      LOG.trace("A poll of {} was woken up", settings.topics()); // an interrupt's flag is kept
    } catch (OffsetOutOfRangeException e) {
      goOnWithin(e);
    } catch (KafkaException e) {
      throw Failures.ofQuestion("polling " + settings.topics(), e);
    }
    Polled polled = partitions.bounded(fetched, bytes.take());
    lastPollNanos = nanoClock.getAsLong();
    introduce(memberNow());
    rethrow(polled);
    // What was assigned meanwhile is told now and not by the next poll, which may be late.
    RetriableException unsettled = settles && polled.batches().isEmpty() ? settle() : null;
    if (unsettled != null) {
      LOG.debug("Partitions of {} have no place yet", settings.topics(), unsettled);
    }
    return polled;
  }

  /** The listener's failure ends the poll, and what the poll brought comes again. */
  private void rethrow(Polled polled) {
    try {
      assignment.rethrow();
    } catch (RuntimeException e) {
      for (Polled.Batch batch : polled.batches()) {
        if (!batch.messages().isEmpty() && partitions.ours().contains(batch.partition())) {
          partitions.place(batch.partition(), batch.messages().get(0).offset());
        }
      }
      throw e;
    }
  }

  private String memberNow() {
    return settings.group().isEmpty() ? "" : consumer.groupMetadata().memberId();
  }

  /** Descriptions of groups tell this process' members from others by their ids, which change. */
  private void introduce(String id) {
    if (!id.equals(introduced)) {
      members.remove(introduced);
      if (!id.isEmpty()) {
        members.add(id);
      }
      introduced = id;
    }
  }

  /**
   * Retention was faster than this reader, or messages are gone that it has seen. A broker that has
   * only just become leader may also not know yet how far its messages reach: then nothing is wrong
   * with the place.
   */
  private void goOnWithin(OffsetOutOfRangeException outside) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    outside
        .offsetOutOfRangePartitions()
        .forEach((partition, offset) -> wanted.put(Words.toApi(partition), offset));
    if (outside instanceof LogTruncationException truncated) {
      // Up to there the partition is still what was read; behind it is other messages' place now.
      truncated
          .divergentOffsets()
          .forEach((partition, at) -> wanted.put(Words.toApi(partition), at.offset()));
      LOG.warn(
          "Messages that were read are gone from {}: an out-of-sync replica became leader. Reading"
              + " goes on where the partition still is what it was; forbid unclean leader election",
          wanted);
    }
    Map<TopicPartition, Long> earliest =
        places.offsetsOf(wanted.keySet(), StartPosition.earliest());
    Map<TopicPartition, Long> latest = places.offsetsOf(wanted.keySet(), StartPosition.latest());
    wanted.forEach(
        (partition, offset) -> {
          long first = earliest.getOrDefault(partition, offset);
          long end = latest.getOrDefault(partition, offset);
          long within = Math.max(first, Math.min(end, offset));
          partitions.place(partition, within);
          if (within != offset) {
            LOG.warn(
                "The place {} of {} is outside of what the partition has ({} to {}): retention was"
                    + " faster than this reader, or an out-of-sync replica became leader. Reading"
                    + " goes on at {}; what lay between is gone. Keep messages longer, consume"
                    + " faster, and forbid unclean leader election",
                offset,
                partition,
                first,
                end,
                within);
          }
          if (within > offset) {
            settings.listener().onOvertaken(partition, offset, within);
          }
        });
  }

  @Override
  public void wakeup() {
    consumer.wakeup();
  }

  // ---- places

  @Override
  public Set<TopicPartition> assignment() {
    return inTurn(() -> Set.copyOf(partitions.ours()));
  }

  @Override
  public Optional<String> memberId() {
    return inTurn(() -> Optional.of(memberNow()).filter(id -> !id.isEmpty()));
  }

  @Override
  public void pause(Collection<TopicPartition> which) {
    inTurn(
        () -> {
          which.forEach(partitions::pause);
          return "";
        });
  }

  @Override
  public void resume(Collection<TopicPartition> which) {
    inTurn(
        () -> {
          which.forEach(partitions::resume);
          return "";
        });
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    inTurn(
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
            places.requireInRange(Map.of(partition, offset));
          }
          partitions.place(partition, offset);
          return "";
        });
  }

  @Override
  public long offsetOf(TopicPartition partition, StartPosition position) {
    return inTurn(() -> places.offsetOf(partition, position));
  }

  // ---- positions

  @Override
  public void commit(Map<TopicPartition, Long> next) {
    inTurn(
        () -> {
          String what = "committing positions of group " + settings.group().orElse("");
          Claim claim = claim(what, next);
          try {
            return sentOnce(claim);
          } catch (KafkaException | CompletionException e) {
            throw Failures.ofChange(what, e);
          }
        });
  }

  /**
   * Sends one commit and waits for its answer. Kafka's own {@code commitSync} goes on sending
   * behind the back of a caller who was woken up, and what it sends then may arrive behind a later
   * commit; to wait again for what was sent once is harmless.
   */
  private String sentOnce(Claim claim) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    consumer.commitAsync(
        claim.positions(),
        (positions, failure) -> {
          if (failure == null) {
            answer.complete("");
          } else {
            answer.completeExceptionally(failure);
          }
        });
    return Blocking.call(
        this::noteWakeUp,
        () -> {
          consumer.commitSync(Map.of(), patience); // nothing new: returns when all is answered
          if (!answer.isDone()) {
            throw new TimeoutException("no answer within " + patience);
          }
          return answer.join();
        });
  }

  /**
   * As {@link GroupPositions#claim}. A client that was expelled commits as nobody's member, which a
   * group that has no other takes from anybody; so who may have been expelled is refused here.
   */
  @Override
  public Claim claim(String what, Map<TopicPartition, Long> next) {
    return inTurn(
        () -> {
          requireGroup();
          next.forEach(KafkaReader::requireOffset);
          ConsumerGroupMetadata membership = consumer.groupMetadata();
          boolean silent =
              nanoClock.getAsLong() - lastPollNanos > settings.sessionTimeout().toNanos();
          if (silent
              || membership.generationId() < 0
              || !partitions.ours().containsAll(next.keySet())) {
            throw new FencedException(
                what
                    + ": expected "
                    + next.keySet()
                    + " to be ours, found "
                    + partitions.ours()
                    + (silent ? " and no poll for longer than " + settings.sessionTimeout() : "")
                    + "; no position was moved. Poll, and go on with what is assigned then");
          }
          return new Claim(Words.positions(next), membership);
        });
  }

  private void requireGroup() {
    if (settings.group().isEmpty()) {
      throw new RejectedException(
          "committing positions: expected a consumer with a group, found a broadcast reader; it has"
              + " no positions. Consume with a group to commit");
    }
  }

  private static void requireOffset(TopicPartition partition, long offset) {
    if (offset < 0) {
      throw new RejectedException(
          "committing the position of "
              + partition
              + ": expected an offset of at least 0, found "
              + offset
              + "; no position was moved");
    }
  }

  // ---- the end

  @Override
  public void close() {
    end();
  }

  /** From any thread: a poll that runs ends first, and the listener is told nothing. */
  void shutDown() {
    closing = true;
    assignment.silence();
    consumer.wakeup();
    end();
  }

  private void end() {
    turn.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      closing = true;
      leave();
    } finally {
      turn.unlock();
    }
  }

  private void leave() {
    try {
      Blocking.run(() -> consumer.close(CloseOptions.timeout(CLOSE_PATIENCE)));
      assignment.rethrow();
    } catch (KafkaException e) {
      throw Failures.ofQuestion("leaving group " + settings.group().orElse(""), e);
    } finally {
      introduce("");
      onClosed.accept(this);
    }
  }

  /** One thread at a time; while this closes, only its listener on the closing thread. */
  private <T> T inTurn(Supplier<T> work) {
    turn.lock();
    try {
      if (closing && turn.getHoldCount() == 1) {
        throw new RejectedException(
            "the consumer is closed: expected an open one; nothing was done. Open a new consumer");
      }
      return work.get();
    } finally {
      turn.unlock();
    }
  }
}
