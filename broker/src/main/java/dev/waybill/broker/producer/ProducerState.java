package dev.waybill.broker.producer;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What one partition remembers of one producer: its epoch and its last five batches. */
final class ProducerState {
  /** As many batches as a Kafka client may have under way. */
  static final int REMEMBERED = 5;

  private final ArrayDeque<StoredBatch> batches = new ArrayDeque<>(2);
  private short epoch;
  private long lastSeenMillis;

  ProducerState(short epoch, long nowMillis) {
    this.epoch = epoch;
    this.lastSeenMillis = nowMillis;
  }

  short epoch() {
    return epoch;
  }

  long lastSeenMillis() {
    return lastSeenMillis;
  }

  Iterable<StoredBatch> batches() {
    return batches;
  }

  int batchCount() {
    return batches.size();
  }

  /** A new session begins at sequence 0 with nothing to repeat. */
  void enterEpoch(short newEpoch, long nowMillis) {
    if (newEpoch != epoch) {
      epoch = newEpoch;
      batches.clear();
    }
    lastSeenMillis = Math.max(lastSeenMillis, nowMillis);
  }

  void add(StoredBatch batch) {
    if (batches.size() == REMEMBERED) {
      batches.removeFirst();
    }
    batches.addLast(batch);
  }

  @Nullable StoredBatch find(int baseSequence, int count) {
    for (StoredBatch batch : batches) {
      if (batch.baseSequence() == baseSequence && batch.count() == count) {
        return batch;
      }
    }
    return null;
  }

  OptionalInt lastSequence() {
    StoredBatch last = batches.peekLast();
    return last == null ? OptionalInt.empty() : OptionalInt.of(last.lastSequence());
  }

  /** The sequence number due next; 0 in a fresh session. */
  int expectedSequence() {
    StoredBatch last = batches.peekLast();
    return last == null ? 0 : last.nextSequence();
  }
}
