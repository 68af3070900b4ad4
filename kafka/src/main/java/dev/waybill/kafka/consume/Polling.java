package dev.waybill.kafka.consume;

import dev.waybill.engine.Polled;
import dev.waybill.error.RetriableException;
import dev.waybill.kafka.translation.Failures;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll: what is arriving gets its place, Kafka is polled, and what it brought is returned as
 * far as there is room. The polling thread's.
 */
final class Polling {

  private static final Logger LOG = LoggerFactory.getLogger(Polling.class);

  private static final Duration UNSETTLED_WAIT = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CountedBytes bytes;
  private final Collection<String> topics;
  private final Partitions partitions;
  private final Assignment assignment;
  private final OutOfRange outOfRange;
  private final Membership membership;
  private final AtomicBoolean wokenUp;

  /**
   * @param bytes what the consumer reads keys and values with
   * @param topics what is polled, for messages
   * @param wokenUp whether the next poll is not to wait; set by any thread
   */
  Polling(
      KafkaConsumer<byte[], byte[]> consumer,
      CountedBytes bytes,
      Collection<String> topics,
      Partitions partitions,
      Assignment assignment,
      OutOfRange outOfRange,
      Membership membership,
      AtomicBoolean wokenUp) {
    this.consumer = consumer;
    this.bytes = bytes;
    this.topics = topics;
    this.partitions = partitions;
    this.assignment = assignment;
    this.outOfRange = outOfRange;
    this.membership = membership;
    this.wokenUp = wokenUp;
  }

  /** As {@link dev.waybill.engine.EngineConsumer#poll}. */
  Polled poll(Duration maxWait) {
    RetriableException unsettled = settle();
    Duration wait = wokenUp.getAndSet(false) ? Duration.ZERO : maxWait;
    if (unsettled != null && wait.compareTo(UNSETTLED_WAIT) > 0) {
      wait = UNSETTLED_WAIT;
    }
    Polled polled = fetch(wait, unsettled == null);
    if (unsettled != null && polled.batches().isEmpty() && assignment.isUnsettled()) {
      throw unsettled;
    }
    return polled;
  }

  /** A partition whose place is not known yet must not hold the others up: they are polled. */
  private @Nullable RetriableException settle() {
    try {
      if (assignment.settle()) {
        wokenUp.set(true); // the assignment changed: a poll ends at that
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
      LOG.trace("A poll of {} was woken up", topics); // an interrupt's flag is kept
    } catch (OffsetOutOfRangeException e) {
      outOfRange.goOnWithin(e);
    } catch (KafkaException e) {
      throw Failures.ofQuestion("polling " + topics, e);
    }
    Polled polled = partitions.bounded(fetched, bytes.take());
    membership.polled();
    rethrow(polled);
    // What was assigned meanwhile is told now and not by the next poll, which may be late.
    RetriableException unsettled = settles && polled.batches().isEmpty() ? settle() : null;
    if (unsettled != null) {
      LOG.debug("Partitions of {} have no place yet", topics, unsettled);
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
}
