package dev.waybill.runtime.settle;

/**
 * Which messages of a partition are settled, and so how far its position may move. Not thread-safe.
 *
 * <pre>
 *            position                       end
 *   settled ──┤ open  settled  open  settled ├── not delivered yet
 *     0..41   │  42     43      44     45    │ 46
 * </pre>
 *
 * Invariants: every offset below {@code position} is settled or holds no message; {@code position}
 * itself is open, or equals {@code end}. So committing {@code position} never passes an open
 * message.
 */
public final class SettledPrefix {

  private static final int FIRST_WORDS = 16;

  // One bit per offset from position to end, in a ring: set means settled. Bits outside are clear.
  private long[] ring = new long[FIRST_WORDS];
  private long position;
  private long end;
  private long open;

  /**
   * @param start the first offset that may be delivered
   */
  public SettledPrefix(long start) {
    this.position = start;
    this.end = start;
  }

  /**
   * Messages at {@code from} to {@code to − 1} are delivered. Offsets between the last delivery and
   * {@code from} hold no message.
   */
  public void open(long from, long to) {
    if (from < end || to < from) {
      throw new IllegalArgumentException(
          "expected deliveries from offset " + end + " on, found " + from + " to " + to);
    }
    skipTo(from);
    ensureRoom(to);
    open += to - from;
    end = to;
  }

  /** Offsets from the last delivery up to {@code next} hold no message. */
  public void skipTo(long next) {
    if (next <= end) {
      return;
    }
    if (position == end) {
      position = next;
      end = next;
      return;
    }
    ensureRoom(next);
    for (long offset = end; offset < next; offset++) {
      ring[word(offset)] |= bit(offset);
    }
    end = next;
  }

  /** Settles an offset; false if it was settled before or never delivered. */
  public boolean settle(long offset) {
    if (offset < position || offset >= end || isSet(offset)) {
      return false;
    }
    open--;
    if (offset != position) {
      ring[word(offset)] |= bit(offset);
      return true;
    }
    position++;
    while (position < end && isSet(position)) {
      ring[word(position)] &= ~bit(position);
      position++;
    }
    return true;
  }

  /** Settles the offsets {@code from} to {@code to − 1}; most often they are the next ones. */
  public void settleRange(long from, long to) {
    boolean noneAhead = open == end - position;
    if (noneAhead && from == position && to >= from && to <= end) {
      open -= to - from;
      position = to;
      return;
    }
    for (long offset = from; offset < to; offset++) {
      settle(offset);
    }
  }

  /** The next offset to be committed: everything below it is settled. */
  public long position() {
    return position;
  }

  /** Messages delivered and not settled. */
  public long open() {
    return open;
  }

  /** Offsets between the position and the newest delivery. */
  public long span() {
    return end - position;
  }

  private boolean isSet(long offset) {
    return (ring[word(offset)] & bit(offset)) != 0;
  }

  private int word(long offset) {
    return (int) (offset >>> 6) & (ring.length - 1);
  }

  private static long bit(long offset) {
    return 1L << (offset & 63);
  }

  // A word must not hold bits of two laps: keep the ring one word longer than the span needs.
  private void ensureRoom(long newEnd) {
    long needed = ((newEnd - position) >>> 6) + 2;
    if (needed <= ring.length) {
      return;
    }
    if (needed > 1 << 26) {
      throw new IllegalStateException(
          "expected less than 2^32 offsets between position "
              + position
              + " and delivery "
              + newEnd
              + "; nothing was committed past the position");
    }
    long[] old = ring;
    long[] grown = new long[Math.max(old.length * 2, Integer.highestOneBit((int) needed) * 2)];
    for (long first = position & ~63L; first < end; first += 64) {
      grown[(int) (first >>> 6) & (grown.length - 1)] = old[(int) (first >>> 6) & (old.length - 1)];
    }
    ring = grown;
  }

  @Override
  public String toString() {
    return "position " + position + ", end " + end + ", open " + open;
  }
}
