package dev.waybill.embedded.consume;

import dev.waybill.broker.Broker;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.embedded.translation.Answers;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads from the broker in this process, as a member of a group or as a broadcast reader. */
public final class EmbeddedConsumer implements EngineConsumer {
  /** One read from the log: large enough to be cheap, small enough to stay in the cache. */
  private static final int LARGEST_READ_BYTES = 256 * 1024;

  private static final int SMALLEST_READ_BYTES = 16 * 1024;

  /** What all partitions together may have read ahead, so that many do not fill a small heap. */
  private static final int READ_AHEAD_BYTES = 4 * 1024 * 1024;

  /** An open transaction has the position; its end is announced by nothing, so look again. */
  private static final long PENDING_LOOK_NANOS = 5_000_000;

  private final Broker broker;
  private final ConsumerSettings settings;
  private final Places places;
  private final LongSupplier nanoClock;
  private final Consumer<EmbeddedConsumer> onClosed;
  private final Bell bell = new Bell();
  private final SpareBuffer spare = new SpareBuffer(LARGEST_READ_BYTES);
  private final @Nullable Membership membership;
  private final @Nullable Assignment assignment;
  private final Map<TopicPartition, PartitionReader> readers;
  private final Set<TopicPartition> paused = new TreeSet<>();
  private List<PartitionReader> turns = List.of();
  private int firstTurn;
  private volatile boolean wokenUp;
  private volatile boolean closed;

  /**
   * @param nanoClock ascending nanoseconds
   * @param onClosed run once when closed
   * @throws RejectedException a topic does not exist
   */
  public EmbeddedConsumer(
      Broker broker,
      ConsumerSettings settings,
      Heartbeats heartbeats,
      LongSupplier nanoClock,
      Consumer<EmbeddedConsumer> onClosed) {
    this.broker = broker;
    this.settings = settings;
    this.nanoClock = nanoClock;
    this.onClosed = onClosed;
    this.places = new Places(broker, Words.toBroker(settings.isolation()));
    settings.topics().forEach(this::requireTopic);
    if (settings.group().isPresent()) {
      String group = settings.group().get();
      membership =
          new Membership(
              broker,
              group,
              settings.topics(),
              settings.sessionTimeout(),
              heartbeats,
              nanoClock,
              bell);
      assignment = new Assignment(settings, group, membership, places, bell, spare);
      readers = assignment.readers();
    } else {
      membership = null;
      assignment = null;
      readers = new LinkedHashMap<>();
      takeNewPartitions(settings.startAt());
    }
  }

  private TopicDescription requireTopic(String topic) {
    return broker
        .topic(topic)
        .orElseThrow(
            () ->
                new RejectedException(
                    "consuming "
                        + topic
                        + ": expected an existing topic, found none of that name; nothing was"
                        + " read. Create the topic first, or correct the name"));
  }

  // ---- polling

  @Override
  public Polled poll(Duration maxWait) {
    requireOpen();
    long now = nanoClock.getAsLong();
    long end = now + Words.nanos(maxWait);
    if (membership != null) {
      membership.beginPoll();
    }
    try {
      while (true) {
        bell.hush();
        boolean changed = takeChanges();
        Polled polled = gather();
        boolean woken = wokenUp;
        if (woken) {
          wokenUp = false;
        }
        long left = end - nanoClock.getAsLong();
        if (!polled.batches().isEmpty()
            || changed
            || woken
            || left <= 0
            || Thread.currentThread().isInterrupted()) {
          return polled;
        }
        turns.forEach(EmbeddedConsumer::armUnlessPaused);
        boolean look = assignment != null && assignment.isWaitingForTransaction();
        bell.sleep(look ? Math.min(left, PENDING_LOOK_NANOS) : left);
        requireOpen();
      }
    } finally {
      if (membership != null) {
        membership.endPoll();
      }
    }
  }

  private static void armUnlessPaused(PartitionReader reader) {
    if (!reader.isPaused()) {
      reader.arm();
    }
  }

  private boolean takeChanges() {
    boolean changed;
    if (assignment != null) {
      changed = assignment.apply();
    } else {
      changed = takeNewPartitions(StartPosition.earliest());
    }
    if (changed || turns.size() != readers.size()) {
      turns = List.copyOf(readers.values());
      paused.retainAll(readers.keySet());
      turns.forEach(reader -> reader.pause(paused.contains(reader.partition)));
    }
    return changed;
  }

  /** Broadcast reads all partitions, those too that are added while it reads. */
  private boolean takeNewPartitions(StartPosition startAt) {
    boolean changed = false;
    for (String topic : settings.topics()) {
      int partitions = requireTopic(topic).settings().partitions();
      for (int i = 0; i < partitions; i++) {
        TopicPartition partition = new TopicPartition(topic, i);
        if (!readers.containsKey(partition)) {
          readers.put(
              partition,
              new PartitionReader(
                  partition,
                  places.view(partition),
                  Words.toBroker(settings.isolation()),
                  places.offsetOf(partition, startAt),
                  bell,
                  spare,
                  settings.listener()));
          changed = true;
        }
      }
    }
    return changed;
  }

  /** Takes from each partition in turn; a different one is first each time, so none starves. */
  private Polled gather() {
    int count = turns.size();
    if (count == 0) {
      return Polled.nothing();
    }
    int readBytes =
        Math.max(SMALLEST_READ_BYTES, Math.min(LARGEST_READ_BYTES, READ_AHEAD_BYTES / count));
    List<Polled.Batch> batches = null;
    int messages = 0;
    long bytes = 0;
    int first = firstTurn % count;
    for (int i = 0; i < count; i++) {
      if (messages >= settings.maxBatchMessages() || bytes >= settings.maxBatchBytes()) {
        break; // the bounds hold for the whole poll too, so that a small heap stands many
        // partitions
      }
      int turn = first + i < count ? first + i : first + i - count;
      PartitionReader reader = turns.get(turn);
      if (reader.isPaused()) {
        continue;
      }
      Polled.Batch batch;
      try {
        batch = reader.next(settings.maxBatchMessages(), settings.maxBatchBytes(), readBytes);
      } catch (WaybillException e) {
        if (batches == null) {
          firstTurn = turn + 1; // whoever polls on gets what the others have
          throw e;
        }
        // What was taken is delivered first; the next poll begins here and throws.
        firstTurn = turn;
        return new Polled(batches);
      }
      if (batch != null) {
        if (batches == null) {
          batches = new ArrayList<>(Math.min(count, 8));
        }
        batches.add(batch);
        messages += batch.messages().size();
        bytes += reader.takenBytes();
        firstTurn = turn + 1;
      }
    }
    return batches == null ? Polled.nothing() : new Polled(batches);
  }

  @Override
  public void wakeup() {
    wokenUp = true;
    bell.ring();
  }

  // ---- places

  @Override
  public Set<TopicPartition> assignment() {
    requireOpen();
    return Set.copyOf(readers.keySet());
  }

  @Override
  public Optional<String> memberId() {
    return membership == null ? Optional.empty() : membership.id();
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    setPaused(partitions, true);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    setPaused(partitions, false);
  }

  private void setPaused(Collection<TopicPartition> partitions, boolean pause) {
    requireOpen();
    for (TopicPartition partition : partitions) {
      PartitionReader reader = readers.get(partition);
      if (reader != null && reader.isPaused() != pause) {
        reader.pause(pause);
        boolean unused = pause ? paused.add(partition) : paused.remove(partition);
      }
    }
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    requireOpen();
    PartitionReader reader = readers.get(partition);
    if (reader == null) {
      throw new RejectedException(
          "seeking in "
              + partition
              + ": expected an assigned partition, found "
              + readers.keySet()
              + " assigned; no place was changed. Seek after the partition was assigned");
    }
    reader.seek(offset);
  }

  @Override
  public long offsetOf(TopicPartition partition, StartPosition position) {
    requireOpen();
    return places.offsetOf(partition, position);
  }

  // ---- positions

  /** The group this consumer is a member of. */
  public String group() {
    return settings
        .group()
        .orElseThrow(
            () ->
                new RejectedException(
                    "committing positions: expected a consumer with a group, found a broadcast"
                        + " reader; it has no positions. Consume with a group to commit"));
  }

  /**
   * Who commits, for the broker's fence.
   *
   * @throws dev.waybill.error.FencedException not a member now
   */
  public Committer committer(String what) {
    String group = group();
    if (membership == null) {
      throw new IllegalStateException("group " + group + " without a membership");
    }
    return membership.committer(what);
  }

  @Override
  public void commit(Map<TopicPartition, Long> next) {
    requireOpen();
    String group = group();
    Map<dev.waybill.broker.topic.TopicPartition, Position> positions = positions(next);
    Answers.await(
        "committing positions of group " + group,
        () -> broker.commitPositions(group, committer("committing positions"), positions));
  }

  /** Positions as the broker takes them. */
  public static Map<dev.waybill.broker.topic.TopicPartition, Position> positions(
      Map<TopicPartition, Long> next) {
    Map<dev.waybill.broker.topic.TopicPartition, Position> positions = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          if (offset < 0) {
            throw new RejectedException(
                "committing the position of "
                    + partition
                    + ": expected an offset of at least 0, found "
                    + offset
                    + "; no position was moved");
          }
          positions.put(Words.toBroker(partition), Position.at(offset));
        });
    return positions;
  }

  // ---- the end

  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (assignment != null) {
        assignment.giveUp();
      }
      readers.values().forEach(PartitionReader::disarm);
    } finally {
      shutDown();
    }
  }

  /** Leaves without telling the listener; from any thread. A poll that runs is refused. */
  public void shutDown() {
    closed = true;
    if (membership != null) {
      membership.leave().join();
    }
    bell.ring();
    onClosed.accept(this);
  }

  private void requireOpen() {
    if (closed) {
      throw new RejectedException(
          "the consumer is closed: expected an open one; nothing was done. Open a new consumer");
    }
  }
}
