package dev.waybill.kafka.publish;

import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.translation.Blocking;
import dev.waybill.kafka.translation.Failures;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to a Kafka producer, and tells what comes of them. Thread-safe; the producer is
 * whose it was given by.
 */
public final class Sender {

  private static final long NO_OFFSET = -1;

  private final Cluster cluster;
  private final KafkaProducer<byte[], byte[]> producer;
  private final boolean awaited;
  private final Duration maxBlock;
  private final SessionFailure failure = new SessionFailure();
  private final Map<TopicPartition, Sent.Target> known = new ConcurrentHashMap<>();
  private final boolean intercepted;
  private volatile boolean closed;

  /**
   * The target used last: most messages go where the one before went. Raced for on purpose: it is
   * safe to share, and compared before it is used.
   */
  private Sent.@Nullable Target recent;

  /**
   * @param awaited whether anything is told of a message after it was taken
   * @param maxBlock for messages to people; the producer has it itself
   */
  public Sender(
      Cluster cluster, KafkaProducer<byte[], byte[]> producer, boolean awaited, Duration maxBlock) {
    this.cluster = cluster;
    this.producer = producer;
    this.awaited = awaited;
    this.maxBlock = maxBlock;
    this.intercepted =
        cluster.properties().producer().containsKey(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
  }

  /** As {@link dev.waybill.engine.EnginePublisher#publish} says. */
  public void send(
      TopicPartition partition,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      PublishCompletion completion) {
    requireOpen();
    Sent.Target target = target(partition);
    Message message =
        new Message(
            partition.topic(),
            partition.partition(),
            timestampMillis,
            key,
            value,
            headers,
            intercepted);
    hand(partition, message, new Sent(target, awaited ? completion : Nobody.INSTANCE));
    if (!awaited) {
      completion.done(partition, NO_OFFSET, Durability.UNCONFIRMED);
    }
  }

  private Sent.Target target(TopicPartition partition) {
    Sent.Target target = recent;
    if (target != null && target.partition().equals(partition)) {
      return target;
    }
    target = known.get(partition);
    if (target == null) {
      cluster.topics().require("publishing to " + partition, partition);
      target = new Sent.Target(partition, failure);
      known.put(partition, target);
    }
    recent = target;
    return target;
  }

  private void hand(TopicPartition partition, Message message, Sent sent) {
    try {
      var unused = producer.send(message, sent);
    } catch (KafkaException | IllegalStateException e) {
      throw failure.noted(notTaken(partition, e));
    }
    Exception refusal = sent.endOfSend();
    if (refusal != null) {
      throw failure.noted(notTaken(partition, refusal));
    }
  }

  /** Nothing of it was sent, so even a time-out is certain here. */
  private WaybillException notTaken(TopicPartition partition, Exception cause) {
    if (closed) {
      return new RejectedException(closedText(), cause);
    }
    Throwable root = Failures.root(cause);
    if (root instanceof InterruptException || root instanceof TimeoutException) {
      known.remove(partition);
      recent = null;
      cluster.topics().forget(partition.topic());
      return new RetriableException(
          "publishing to "
              + partition
              + ": expected room in the buffer and a known leader within "
              + maxBlock
              + ", found "
              + root.getMessage()
              + "; the message was not accepted. Publish it again later, publish more slowly, or"
              + " raise maxBufferedBytes or maxBlock",
          cause);
    }
    return Failures.ofChange("publishing to " + partition, cause);
  }

  /** Why the open transaction cannot commit; the session begins the next one without it. */
  public SessionFailure failure() {
    return failure;
  }

  /**
   * Returns when everything accepted before the call was answered.
   *
   * @throws RejectedException called by a completion, which it would wait for
   */
  public void flush() {
    requireOpen();
    flushToEnd();
  }

  private void flushToEnd() {
    try {
      Blocking.run(producer::flush);
    } catch (KafkaException e) {
      throw new RejectedException(
          "flush was called by a publish completion, which it would wait for; nothing was done."
              + " Call it on a thread of your own",
          e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new RejectedException(closedText());
    }
  }

  private static String closedText() {
    return "the publisher is closed: expected an open one; the message was not accepted. Open a new"
        + " publisher";
  }

  /** From now on nothing is accepted; true the first time. */
  public synchronized boolean beginClose() {
    boolean first = !closed;
    closed = true;
    return first;
  }
}
