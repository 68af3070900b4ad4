package dev.waybill.runtime.deliver;

import dev.waybill.message.StoredMessage;
import java.util.Arrays;

/** What a lane finds in its queue. */
sealed interface LaneWork permits Chunk, LaneWork.LateFailure, LaneWork.LookUp {

  /** A delivery that was failed by hand, perhaps long after its handler returned. */
  record LateFailure(DeliveryOf<?> delivery, Throwable cause) implements LaneWork {}

  /** Nothing: look around, something has changed. */
  record LookUp() implements LaneWork {}

  /** A message with its partition, where the two travel together. */
  record Placed(LaneTrack track, StoredMessage message) {

    /** What must stay in order with it; equal to nothing else if it has no key. */
    Object orderKey() {
      byte[] key = message.key();
      return key == null ? this : new OrderKey(track.partition().partition(), key);
    }

    long bytes() {
      byte[] value = message.value();
      byte[] key = message.key();
      long bytes = value == null ? 0 : value.length;
      return key == null ? bytes : bytes + key.length;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A key's bytes in one partition. */
  record OrderKey(int partition, byte[] key) {
    @Override
    public boolean equals(Object other) {
      return other instanceof OrderKey that
          && partition == that.partition
          && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
      return 31 * partition + Arrays.hashCode(key);
    }
  }
}
