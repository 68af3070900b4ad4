package dev.waybill.broker.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The aborted transactions of a partition, ordered by marker offset. Immutable to its readers: the
 * one writer extends a shared array behind the length every older snapshot knows.
 */
public final class AbortedIndex {
  public static final AbortedIndex EMPTY = new AbortedIndex(new AbortedRange[0], 0);
  private static final int INITIAL_CAPACITY = 8;

  private final AbortedRange[] ranges;
  private final int length;

  private AbortedIndex(AbortedRange[] ranges, int length) {
    this.ranges = ranges;
    this.length = length;
  }

  /** Only the newest index may be extended, by one thread. */
  public AbortedIndex plus(AbortedRange range) {
    AbortedRange[] target = ranges;
    if (length == target.length) {
      target = Arrays.copyOf(ranges, Math.max(INITIAL_CAPACITY, length * 2));
    }
    target[length] = range;
    return new AbortedIndex(target, length + 1);
  }

  /** Without the transactions that ended before {@code offset}. */
  public AbortedIndex from(long offset) {
    int first = firstEndingAt(offset);
    if (first == 0) {
      return this;
    }
    AbortedRange[] rest = Arrays.copyOfRange(ranges, first, length);
    return new AbortedIndex(rest, rest.length);
  }

  /** The transactions with messages in {@code [from, to)}, ordered by first offset. */
  public List<AbortedRange> overlapping(long from, long to) {
    List<AbortedRange> found = new ArrayList<>(0);
    for (int i = firstEndingAt(from); i < length; i++) {
      if (ranges[i].firstOffset() < to) {
        found.add(ranges[i]);
      }
    }
    found.sort((a, b) -> Long.compare(a.firstOffset(), b.firstOffset()));
    return found;
  }

  public List<AbortedRange> all() {
    return List.of(Arrays.copyOf(ranges, length));
  }

  private int firstEndingAt(long offset) {
    int low = 0;
    int high = length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges[middle].markerOffset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
