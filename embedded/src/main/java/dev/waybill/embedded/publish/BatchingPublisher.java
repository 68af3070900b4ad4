package dev.waybill.embedded.publish;

import dev.waybill.broker.Broker;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.embedded.translation.HeaderTerms;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.log.record.RecordHeader;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes through the broker in this process. Messages are encoded on the calling thread; a full
 * batch is checksummed and handed over there too, everything else on the publisher's {@link
 * Sender}.
 */
public final class BatchingPublisher implements EnginePublisher {
  private static final long NO_OFFSET = -1;

  private final Broker broker;
  private final PublishMode mode;
  private final Sender sender;
  private final Dispatch dispatch;
  private final Consumer<BatchingPublisher> onClosed;
  private final ConcurrentHashMap<String, TopicQueues> topics = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<PartitionQueue> queues = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile ProducerIdentity producer;

  /**
   * The topic used last: most callers publish to one many times in a row. Raced for on purpose: it
   * is safe to share, and compared before it is used.
   */
  private @Nullable TopicQueues recent;

  /**
   * @param name of its thread
   * @param onClosed run once when closed
   */
  public BatchingPublisher(
      String name,
      Broker broker,
      ProducerIdentity producer,
      PublisherSettings settings,
      PublishMode mode,
      Consumer<BatchingPublisher> onClosed) {
    this.broker = broker;
    this.producer = producer;
    this.mode = mode;
    this.onClosed = onClosed;
    this.sender = new Sender(name);
    this.dispatch = new Dispatch(broker, settings, mode, sender);
    sender.start(dispatch, queues);
  }

  @Override
  public void publish(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    PartitionQueue queue = queueOf(partition);
    List<RecordHeader> encoded = HeaderTerms.toLog(headers);
    PublishCompletion awaited = mode.awaited() ? completion : null;
    long time = timestampMillis == NOW ? System.currentTimeMillis() : timestampMillis;
    if (!queue.tryAdd(time, key, value, encoded, awaited)) {
      addWhenRoom(queue, time, key, value, encoded, awaited);
    }
    if (awaited == null) {
      completion.done(partition, NO_OFFSET, Durability.UNCONFIRMED);
    }
  }

  private PartitionQueue queueOf(TopicPartition partition) {
    TopicQueues topic = recent;
    if (topic == null || !topic.name.equals(partition.topic())) {
      topic = topics.get(partition.topic());
      recent = topic;
    }
    PartitionQueue known = topic == null ? null : topic.find(partition.partition());
    return known != null ? known : firstUse(partition);
  }

  private PartitionQueue firstUse(TopicPartition partition) {
    dispatch.requireOpen();
    int maxBatchBytes = existing(partition).settings().maxBatchBytes();
    return topics
        .computeIfAbsent(partition.topic(), TopicQueues::new)
        .get(
            partition.partition(),
            () -> {
              PartitionQueue queue =
                  new PartitionQueue(partition, dispatch, producer, maxBatchBytes);
              queues.add(queue);
              return queue;
            });
  }

  private TopicDescription existing(TopicPartition partition) {
    Optional<TopicDescription> topic = broker.topic(partition.topic());
    int partitions = topic.map(found -> found.settings().partitions()).orElse(0);
    if (topic.isEmpty() || partition.partition() >= partitions) {
      throw new RejectedException(
          "publishing to "
              + partition
              + ": expected an existing partition, found "
              + (topic.isEmpty()
                  ? "no topic of that name"
                  : "a topic with " + partitions + " partitions, numbered from 0")
              + "; nothing was stored. Create the topic first, or correct the name");
    }
    return topic.get();
  }

  private void addWhenRoom(
      PartitionQueue queue,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<RecordHeader> headers,
      @Nullable PublishCompletion completion) {
    BatchPool pool = dispatch.pool;
    long deadline = dispatch.nanos() + Words.nanos(dispatch.settings.maxBlock());
    pool.press();
    try {
      addUntil(queue, deadline, timestampMillis, key, value, headers, completion);
    } finally {
      pool.unpress();
    }
  }

  private void addUntil(
      PartitionQueue queue,
      long deadline,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<RecordHeader> headers,
      @Nullable PublishCompletion completion) {
    BatchPool pool = dispatch.pool;
    long seen = pool.releases();
    while (!queue.tryAdd(timestampMillis, key, value, headers, completion)) {
      long left = deadline - dispatch.nanos();
      if (left <= 0) {
        throw noRoom(queue, "stayed full for " + dispatch.settings.maxBlock(), null);
      }
      // Whatever lingers must go now, or its bytes would not come back before the linger is over.
      sender.lookAgain();
      try {
        pool.awaitRelease(seen, left / 1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw noRoom(queue, "was full when the thread was interrupted", e);
      }
      seen = pool.releases();
    }
  }

  private RetriableException noRoom(
      PartitionQueue queue, String found, @Nullable InterruptedException cause) {
    return new RetriableException(
        "publishing to "
            + queue.partition
            + ": expected room in the buffer of "
            + dispatch.settings.maxBufferedBytes()
            + " bytes, which "
            + found
            + " ("
            + dispatch.pool.usedBytes()
            + " bytes used); the message was not accepted. Publish it again later, publish more"
            + " slowly, or raise maxBufferedBytes or maxBlock",
        cause);
  }

  @Override
  public void flush() {
    requireNotSender("flush");
    dispatch.requireNotClosed();
    flushUntil(Long.MAX_VALUE);
  }

  /** Waits for everything accepted so far; false if the time was over first. */
  private boolean flushUntil(long deadlineNanos) {
    PartitionQueue[] all = queues.toArray(PartitionQueue[]::new);
    long[] targets = new long[all.length];
    boolean outstanding = false;
    for (int i = 0; i < all.length; i++) {
      targets[i] = all[i].flush();
      outstanding |= all[i].told() < targets[i];
    }
    if (outstanding) {
      sender.lookAgain();
    }
    for (int i = 0; i < all.length; i++) {
      if (!sender.awaitTold(all[i], targets[i], deadlineNanos, dispatch)) {
        return false;
      }
    }
    return true;
  }

  private void requireNotSender(String what) {
    if (sender.isCurrent()) {
      throw new RejectedException(
          what
              + " was called by a publish completion, which it would wait for; nothing was done."
              + " Call it on a thread of your own");
    }
  }

  /** Why the open transaction cannot commit; empty while it can. */
  public Optional<WaybillException> sessionFailure() {
    return Optional.ofNullable(dispatch.sessionFailure());
  }

  /** Batches the broker refused so far, those included that were tried again and stored. */
  public long refusals() {
    return dispatch.refusals();
  }

  /** Whether the broker has nothing of this publisher's and nothing waits for it. */
  public boolean isQuiet() {
    return queues.stream().allMatch(PartitionQueue::isQuiet);
  }

  /** Goes on under another identity with sequences from 0; everything must be answered. */
  public void restart(ProducerIdentity next) {
    producer = next;
    dispatch.restartSession();
    queues.forEach(queue -> queue.restart(next));
  }

  @Override
  public void close(Duration timeout) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    dispatch.close(
        "the publisher is closed: expected an open one; the message was not accepted. Open a new"
            + " publisher");
    dispatch.pool.wakeAll();
    boolean patient = !timeout.isZero() && !sender.isCurrent();
    if (patient) {
      flushUntil(dispatch.nanos() + Words.nanos(timeout));
    }
    sender.stop(
        new OutcomeUnknownException(
            "the publisher was closed: expected every message answered within "
                + timeout
                + ", found some unanswered; they may or may not be stored. Read back before"
                + " repeating, or close with more time"));
    onClosed.accept(this);
  }
}
