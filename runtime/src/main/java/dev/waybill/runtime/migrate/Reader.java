package dev.waybill.runtime.migrate;

import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Isolation;
import dev.waybill.engine.Polled;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed messages of topics, one partition at a time: the others are paused, so that no
 * more than one poll's messages are held. One consumer does for all topics, because opening and
 * closing one takes an engine over the network its time. One thread.
 */
final class Reader implements AutoCloseable {
  private static final int MAX_BATCH_MESSAGES = 8_192;
  private static final int MAX_BATCH_BYTES = 1024 * 1024;
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STALL = Duration.ofSeconds(60);

  private final String side;
  private final EngineConsumer consumer;
  private final Overtaken overtaken;
  private final Timing timing;
  private final Runnable checkStop;
  private @Nullable TopicPartition current;

  /**
   * @param side {@code source} or {@code target}, for messages
   * @param checkStop throws when the migration is to end; called before each poll
   */
  Reader(String side, Engine engine, List<TopicPlan> topics, Timing timing, Runnable checkStop) {
    this.side = side;
    this.timing = timing;
    this.checkStop = checkStop;
    this.overtaken = new Overtaken(side, engine.topics(), timing);
    this.consumer =
        engine.consumer(
            new ConsumerSettings(
                Optional.empty(),
                topics.stream().map(TopicPlan::name).collect(Collectors.toSet()),
                Isolation.READ_COMMITTED,
                StartPosition.earliest(),
                MAX_BATCH_MESSAGES,
                MAX_BATCH_BYTES,
                SESSION_TIMEOUT,
                new NobodyListens()));
    consumer.pause(
        topics.stream()
            .flatMap(topic -> topic.tracks().stream())
            .map(track -> track.partition)
            .toList());
  }

  /**
   * The partition's messages from one offset up to another, exclusive. Ends the cursor before.
   *
   * @throws dev.waybill.error.RejectedException the partition does not have that place any more
   */
  Cursor cursor(TopicPartition partition, long from, long end) {
    return new Cursor(partition, from, end);
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** The visible messages of one partition, one after the other. */
  final class Cursor {
    private final TopicPartition partition;
    private final long end;
    private final Queue<StoredMessage> messages = new ArrayDeque<>();
    private long place;

    private Cursor(TopicPartition partition, long from, long end) {
      this.partition = partition;
      this.place = from;
      this.end = end;
      if (from < end) {
        consumer.pause(List.of(current == null ? partition : current));
        current = partition;
        consumer.resume(List.of(partition));
        consumer.seek(partition, from);
      }
    }

    /** The next message, which stays the next one; null at the end. */
    @Nullable StoredMessage peek() {
      if (messages.isEmpty() && place < end) {
        fill();
      }
      return messages.peek();
    }

    /** The next message; null at the end. */
    @Nullable StoredMessage next() {
      StoredMessage next = peek();
      messages.poll();
      return next;
    }

    private void fill() {
      long began = timing.nanoTime();
      while (messages.isEmpty() && place < end) {
        checkStop.run();
        for (Polled.Batch batch : consumer.poll(POLL).batches()) {
          if (batch.partition().equals(partition)) {
            take(batch);
            began = timing.nanoTime();
          } else {
            consumer.pause(List.of(batch.partition())); // added since the migration began
          }
        }
        if (timing.nanoTime() - began > STALL.toNanos()) {
          throw new RetriableException(
              "reading the "
                  + side
                  + "'s "
                  + partition
                  + ": expected messages up to offset "
                  + end
                  + ", found none behind "
                  + place
                  + " for "
                  + STALL.toSeconds()
                  + " s; what was moved so far is whole and stays. Look at the "
                  + side
                  + ", and run the migration again: it goes on");
        }
      }
      if (messages.isEmpty()) {
        overtaken.check(partition);
      }
    }

    private void take(Polled.Batch batch) {
      long expected = place;
      for (StoredMessage message : batch.messages()) {
        if (message.offset() > expected) {
          overtaken.gap(partition, expected);
        }
        expected = message.offset() + 1;
        if (message.offset() < end) {
          messages.add(message);
        }
      }
      if (batch.nextOffset() > expected) {
        overtaken.gap(partition, expected);
      }
      place = batch.nextOffset();
    }
  }

  /** Without a group nothing is taken away. */
  private record NobodyListens() implements AssignmentListener {
    @Override
    public void onAssigned(Set<TopicPartition> partitions) {}

    @Override
    public void onRevoked(Set<TopicPartition> partitions) {}

    @Override
    public void onLost(Set<TopicPartition> partitions) {}
  }
}
