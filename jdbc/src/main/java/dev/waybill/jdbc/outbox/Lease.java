package dev.waybill.jdbc.outbox;

import java.time.Duration;

/**
 * A lane that is ours for a while. Renewed by the keeper's thread, looked at by the lane's.
 *
 * <p>By this process's monotonic clock it ends before it does in the database: counted from before
 * the statement that renewed it was sent.
 */
final class Lease {

  private final int lane;
  private final long epoch;
  private final long lengthNanos;
  private volatile long renewedNanos;
  private volatile boolean doubted;

  Lease(int lane, long epoch, Duration length, long takenNanos) {
    this.lane = lane;
    this.epoch = epoch;
    this.lengthNanos = length.toNanos();
    this.renewedNanos = takenNanos;
  }

  int lane() {
    return lane;
  }

  /** Grows with every change of owner. */
  long epoch() {
    return epoch;
  }

  boolean isHeld() {
    return !doubted && System.nanoTime() - renewedNanos < lengthNanos;
  }

  /** Somebody fenced us: wait for the database's word. */
  void doubt() {
    doubted = true;
  }

  void renewed(long sentNanos) {
    renewedNanos = sentNanos;
    doubted = false;
  }
}
