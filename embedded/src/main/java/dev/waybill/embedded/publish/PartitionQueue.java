package dev.waybill.embedded.publish;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.log.record.BatchBuilder;
import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.RecordHeader;
import dev.waybill.message.TopicPartition;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is accepted for one partition and not yet answered: the batch being filled, and behind it
 * the {@link Flight} of those on their way. One lock guards both; callers take it per message, the
 * sender per batch.
 *
 * <p>A batch is sealed when it is full, or when its publisher has nothing on its way; with a
 * linger, when that time is over. So an idle publisher is answered after one sync, and a busy one
 * fills the next batches of all its partitions while the last are being synced: a lone message sent
 * into a round that is already on the disk would only wait for the next one, and cost it a sync of
 * its own.
 */
final class PartitionQueue {
  /** Length, attributes, timestamp, offset, key length, value length and header count at most. */
  private static final int RECORD_FRAMING_BYTES = 40;

  private static final int HEADER_FRAMING_BYTES = 10;
  private static final int MAX_UTF8_BYTES_PER_CHAR = 3;

  final TopicPartition partition;
  private final Dispatch dispatch;
  private final Flight flight;
  private final int maxBatchBytes;
  private final int maxLoneBatchBytes;

  private @Nullable Batch open;
  private long opened;
  private long flushUpTo;

  /** Mean of the last sizes, newer ones count more: what the next batch will probably need. */
  private int usualBytes;

  /** Batches told of, of those opened; written by the sender. */
  private volatile long told;

  PartitionQueue(
      TopicPartition partition,
      Dispatch dispatch,
      ProducerIdentity producer,
      int topicMaxBatchBytes) {
    this.partition = partition;
    this.dispatch = dispatch;
    this.flight = new Flight(partition, dispatch, producer, this);
    this.maxLoneBatchBytes = topicMaxBatchBytes;
    this.maxBatchBytes = Math.min(dispatch.settings.maxBatchBytes(), topicMaxBatchBytes);
  }

  // ---- the caller's thread

  /**
   * Takes a message in, or returns false while there is no room for it.
   *
   * @param completion null when nobody awaits the answer
   * @throws RejectedException the message is larger than the topic allows, or closed
   */
  synchronized boolean tryAdd(
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<RecordHeader> headers,
      @Nullable PublishCompletion completion) {
    dispatch.requireOpen();
    long atMost = atMostBytes(key, value, headers);
    Batch current = open;
    if (current != null) {
      if (makeSpace(current, atMost)
          && current.append(timestampMillis, key, value, headers, completion)) {
        return true;
      }
      seal();
      flight.send(dispatch.nanos());
    }
    Batch fresh = openFor(atMost, key, value, headers);
    if (fresh == null) {
      return false;
    }
    if (!fresh.append(timestampMillis, key, value, headers, completion)) {
      throw new IllegalStateException("expected room for " + atMost + " bytes in a fresh batch");
    }
    long now = dispatch.nanos();
    fresh.open(this, now);
    open = fresh;
    opened++;
    if (!fresh.pooled || (dispatch.lingerNanos == 0 && dispatch.underWay.isNone())) {
      seal();
      flight.send(now);
    } else if (dispatch.lingerNanos > 0) {
      dispatch.wakeBy(now + dispatch.lingerNanos);
    } else if (flight.isIdle()) {
      dispatch.underWay.serveAfterNextAnswer(this);
    }
    return true;
  }

  private static long atMostBytes(
      byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
    long bytes = RECORD_FRAMING_BYTES;
    bytes += key == null ? 0 : key.length;
    bytes += value == null ? 0 : value.length;
    for (int i = 0; i < headers.size(); i++) {
      RecordHeader header = headers.get(i);
      byte[] headerValue = header.value();
      bytes += HEADER_FRAMING_BYTES + (long) MAX_UTF8_BYTES_PER_CHAR * header.key().length();
      bytes += headerValue == null ? 0 : headerValue.length;
    }
    return bytes;
  }

  /** Growing takes from the publisher's bound; a batch that may not grow is full. */
  private boolean makeSpace(Batch batch, long atMost) {
    long needed = batch.sizeBytes() + atMost;
    if (needed > maxBatchBytes || !batch.pooled) {
      return false;
    }
    if (needed <= batch.reservedBytes) {
      return true;
    }
    long doubled = Math.max(needed, 2L * batch.capacityBytes());
    return dispatch.pool.grow(batch, Math.min(doubled, dispatch.settings.maxBatchBytes()));
  }

  private @Nullable Batch openFor(
      long atMost, byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
    if (BatchFormat.HEADER_BYTES + atMost > maxBatchBytes) {
      long alone = BatchBuilder.sizeAlone(key, value, headers);
      if (alone > maxLoneBatchBytes) {
        throw dispatch.oversized(partition, alone, maxLoneBatchBytes);
      }
      return dispatch.pool.takeAlone((int) alone);
    }
    Batch batch = dispatch.pool.take(usualBytes);
    if (batch != null && !makeSpace(batch, atMost)) {
      dispatch.pool.release(batch);
      return null;
    }
    return batch;
  }

  private void seal() {
    Batch sealed = open;
    if (sealed != null) {
      open = null;
      usualBytes = (usualBytes + sealed.sizeBytes()) / 2;
      flight.add(sealed);
    }
  }

  /**
   * Makes everything accepted so far leave as soon as it can; returns what {@link #told} reaches.
   */
  synchronized long flush() {
    flushUpTo = opened;
    return opened;
  }

  // ---- the sender's thread

  /**
   * Takes a batch that the broker answered, and sends what may follow; returns when to look again.
   *
   * @param finished gets the batches whose messages can be told, in order
   */
  synchronized long answered(Batch batch, long now, Queue<Outcome> finished) {
    flight.answered(batch, now, finished);
    return serve(now, finished);
  }

  /** Does what time or room allows by now; returns when to look again at the latest. */
  synchronized long serve(long now, Queue<Outcome> finished) {
    sealIfDue(now);
    // Before sending: what is overdue here was not handed over, so it is surely not stored.
    flight.giveUpOverdue(now, finished);
    sealIfDue(now); // giving up may have left the partition idle
    flight.send(now);
    long next = flight.nextLook(now);
    if (open != null && dispatch.lingerNanos > 0) {
      next = Math.min(next, open.createdNanos + dispatch.lingerNanos);
    }
    return next;
  }

  private void sealIfDue(long now) {
    Batch filling = open;
    if (filling != null && isDue(filling, now)) {
      seal();
    }
  }

  private boolean isDue(Batch filling, long now) {
    if (now - filling.createdNanos >= dispatch.deliveryNanos) {
      return true;
    }
    if (!flight.canTakeMore()) {
      return false;
    }
    boolean asked = flushUpTo == opened || dispatch.pool.isPressed();
    return asked
        || (dispatch.lingerNanos == 0
            ? flight.isIdle()
            : now - filling.createdNanos >= dispatch.lingerNanos);
  }

  synchronized void renewed(
      @Nullable ProducerIdentity producer, @Nullable Throwable failure, Queue<Outcome> finished) {
    flight.renewed(producer, failure, finished);
  }

  /** Fails everything that was not told yet. */
  synchronized void abandon(WaybillException failure, Queue<Outcome> finished) {
    seal();
    flight.abandon(failure, finished);
  }

  /** The next session's identity; nothing may be on its way. */
  synchronized void restart(ProducerIdentity producer) {
    if (open != null) {
      throw new IllegalStateException(
          "expected nothing accepted for " + partition + " between transactions, found a batch");
    }
    flight.restart(producer);
  }

  /** Whether the broker has nothing of ours and nothing waits. */
  synchronized boolean isQuiet() {
    return open == null && flight.isIdle();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the sender
  void countTold() {
    told++;
  }

  long told() {
    return told;
  }
}
