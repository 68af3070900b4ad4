package dev.waybill.embedded.publish;

import dev.waybill.broker.Broker;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.embedded.translation.Failures;
import dev.waybill.embedded.translation.Words;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all partitions of one publisher share: the way to the broker, the bound on bytes, the
 * sender's bell, and the words for what went wrong.
 */
final class Dispatch {
  final PublisherSettings settings;
  final BatchPool pool;
  final UnderWay underWay;
  final long lingerNanos;
  final long deliveryNanos;

  private final Broker broker;
  private final Acks acks;
  private final boolean transactional;
  private final long maxUnwrittenBytes;
  private final LongSupplier nanoClock;
  private final long originNanos;
  private final Sender sender;
  private final SplittableRandom random = new SplittableRandom();
  private final AtomicBoolean awaitingRoom = new AtomicBoolean();

  /** The broker has stopped: appending tells why. */
  private volatile boolean roomUnknown;

  private final LongAdder refusals = new LongAdder();

  /** Why nothing is accepted any more; null while open. */
  private volatile @Nullable String closed;

  /** Why the open transaction cannot commit; null while it can. */
  private volatile @Nullable WaybillException sessionFailure;

  Dispatch(Broker broker, PublisherSettings settings, PublishMode mode, Sender sender) {
    this.broker = broker;
    this.settings = settings;
    this.acks = mode.acks();
    this.transactional = mode.transactional();
    this.maxUnwrittenBytes = mode.maxUnwrittenBytes();
    this.nanoClock = mode.nanoClock();
    this.originNanos = nanoClock.getAsLong();
    this.sender = sender;
    this.lingerNanos = Words.nanos(settings.linger());
    this.deliveryNanos = Words.nanos(settings.deliveryTimeout());
    this.pool = new BatchPool(settings.maxBufferedBytes(), settings.maxBatchBytes());
    this.underWay = new UnderWay(sender::lookAgain);
  }

  /** Nanoseconds since this publisher was opened: ascending from 0, so plain comparisons hold. */
  long nanos() {
    return nanoClock.getAsLong() - originNanos;
  }

  void wakeBy(long nanos) {
    sender.wakeBy(nanos);
  }

  void lookAgain() {
    sender.lookAgain();
  }

  // ---- to the broker

  boolean hasRoomFor(Batch batch) {
    long unwritten = broker.unwrittenBytes();
    if (unwritten == 0 || roomUnknown || unwritten + batch.sizeBytes() <= maxUnwrittenBytes) {
      return true;
    }
    if (awaitingRoom.compareAndSet(false, true)) {
      var unused =
          broker
              .whenRoom(batch.sizeBytes())
              .whenComplete(
                  (room, failure) -> {
                    roomUnknown |= failure != null;
                    awaitingRoom.set(false);
                    sender.lookAgain();
                  });
    }
    return false;
  }

  void append(TopicPartition target, Batch batch, ProducerIdentity producer) {
    underWay.begin();
    try {
      var unused =
          broker
              .append(
                  target,
                  batch.encode(producer.producerId(), producer.epoch(), transactional),
                  acks)
              .whenComplete((appended, refusal) -> answered(batch, appended, refusal));
    } catch (RuntimeException e) {
      answered(batch, null, e);
    }
  }

  private void answered(Batch batch, @Nullable Appended appended, @Nullable Throwable refusal) {
    if (refusal != null) {
      refusals.increment();
    }
    batch.answer(appended, refusal);
    sender.post(batch);
  }

  /** Batches the broker refused so far, those included that were stored later. */
  long refusals() {
    return refusals.sum();
  }

  /** Asks for a new producer id for that partition alone; the sender is told. */
  void renew(PartitionQueue queue) {
    CompletableFuture<ProducerIdentity> fresh;
    try {
      fresh = broker.initProducer();
    } catch (RuntimeException e) {
      fresh = CompletableFuture.failedFuture(e);
    }
    var unused =
        fresh.whenComplete((producer, failure) -> sender.postRenewed(queue, producer, failure));
  }

  // ---- decisions

  Duration delayAfter(int failedAttempts) {
    return settings.retry().delayAfter(Math.max(1, failedAttempts), random);
  }

  /**
   * Whether the partition no longer knows this publisher's sequences (idle for long, or the topic
   * was made anew): nothing was stored, and a new producer id mends it. Not inside a transaction.
   */
  boolean isForgottenProducer(@Nullable ErrorCode code) {
    return !transactional
        && (code == ErrorCode.UNKNOWN_PRODUCER_ID || code == ErrorCode.OUT_OF_ORDER_SEQUENCE);
  }

  void requireOpen() {
    requireNotClosed();
    WaybillException failed = sessionFailure;
    if (failed != null) {
      throw new RejectedException(
          "the transaction can only be aborted, a publish in it failed: " + failed.getMessage(),
          failed);
    }
  }

  void requireNotClosed() {
    String why = closed;
    if (why != null) {
      throw new RejectedException(why);
    }
  }

  void close(String why) {
    closed = why;
  }

  void batchFailed(WaybillException failure) {
    if (transactional && sessionFailure == null) {
      sessionFailure = failure;
    }
  }

  @Nullable WaybillException sessionFailure() {
    return sessionFailure;
  }

  void restartSession() {
    sessionFailure = null;
  }

  // ---- words

  WaybillException refused(
      dev.waybill.message.TopicPartition partition, int attempts, Throwable refusal) {
    String attempted = "publishing to " + partition;
    WaybillException failure = Failures.of(attempted, refusal);
    return failure instanceof RetriableException
        ? new RetriableException(
            attempted
                + ": gave up after "
                + attempts
                + " of "
                + settings.retry().maxAttempts()
                + " attempts, nothing was stored; publish again later. Last: "
                + failure.getMessage(),
            failure)
        : failure;
  }

  WaybillException unanswered(dev.waybill.message.TopicPartition partition) {
    return new OutcomeUnknownException(
        "publishing to "
            + partition
            + ": expected an answer within the delivery timeout of "
            + settings.deliveryTimeout()
            + ", found none; the messages may or may not be stored. Read back before repeating, and"
            + " look at the disk");
  }

  WaybillException notHandedOver(dev.waybill.message.TopicPartition partition, int attempts) {
    return new RetriableException(
        "publishing to "
            + partition
            + ": expected to hand over within the delivery timeout of "
            + settings.deliveryTimeout()
            + ", found no room or only refusals in "
            + attempts
            + " attempts; nothing was stored. Publish again later, or more slowly");
  }

  WaybillException oversized(
      dev.waybill.message.TopicPartition partition, long bytes, int allowed) {
    return new RejectedException(
        "publishing to "
            + partition
            + ": expected a message of at most "
            + allowed
            + " bytes as stored, found "
            + bytes
            + "; nothing was stored. Make the message smaller, or create the topic with a larger"
            + " maxMessageBytes");
  }
}
