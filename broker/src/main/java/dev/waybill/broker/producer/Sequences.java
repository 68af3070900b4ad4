package dev.waybill.broker.producer;

/** Arithmetic of sequence numbers, which run from 0 to 2^31-1 and then from 0 again. */
final class Sequences {
  private static final int MASK = Integer.MAX_VALUE;
  private static final int HALF = 1 << 30;

  private Sequences() {}

  /** The sequence number {@code count} messages after {@code sequence}. */
  static int plus(int sequence, int count) {
    return (sequence + count) & MASK;
  }

  /** Whether {@code sequence} was used before {@code expected}, the next one due. */
  static boolean isPast(int sequence, int expected) {
    int behind = (expected - sequence) & MASK;
    return behind > 0 && behind < HALF;
  }
}
