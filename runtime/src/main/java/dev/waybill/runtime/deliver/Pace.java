package dev.waybill.runtime.deliver;

import java.time.Duration;

/**
 * How many messages fit into a transaction of a wished length, by how long the last ones took. It
 * begins with one, doubles at most, and shrinks at once. One thread.
 */
final class Pace {

  /** A handler may become slow from one message to the next: so much longer is borne with. */
  private static final int LONGEST = 8;

  private final long wishedNanos;
  private final int most;
  private int messages = 1;

  /**
   * @param most never more messages than that
   */
  Pace(Duration wished, int most) {
    this.wishedNanos = HandlerWatch.saturatedNanos(wished);
    this.most = most;
  }

  int messages() {
    return messages;
  }

  /** Whether a transaction that has run for so long is better begun again with fewer messages. */
  boolean isTooLong(long nanos) {
    return nanos / LONGEST > wishedNanos;
  }

  /** So many messages took so long. */
  void took(int handled, long nanos) {
    double fitting = (double) wishedNanos * Math.max(1, handled) / Math.max(1, nanos);
    // Of a transaction that was not full little can be said but that it was too long.
    if (handled >= messages || fitting < messages) {
      long longest = Math.min(most, 2L * messages);
      messages = (int) Math.max(1, Math.min(longest, (long) fitting));
    }
  }
}
