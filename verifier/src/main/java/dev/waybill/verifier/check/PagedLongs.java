package dev.waybill.verifier.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Longs by number, 0 where none was set. Eight bytes each where numbers are dense, as messages and
 * offsets are; a page each where they are not, so that one wild number costs little.
 */
final class PagedLongs {
  private static final int PAGE_BITS = 9;
  private static final int PAGE = 1 << PAGE_BITS;

  /** Up to here pages are found by their place, beyond it in a map. */
  private static final int DIRECT_PAGES = 1 << 18;

  private static final long[] NONE = new long[PAGE];

  private long[][] direct = {};
  private final Map<Long, long[]> far = new HashMap<>();

  /**
   * @param number any; 0 for a negative one
   */
  long get(long number) {
    long page = number >> PAGE_BITS;
    if (page >= 0 && page < direct.length) {
      return direct[(int) page][(int) (number & (PAGE - 1))];
    }
    if (page < DIRECT_PAGES) {
      return 0;
    }
    return far.getOrDefault(page, NONE)[(int) (number & (PAGE - 1))];
  }

  /**
   * @param number not negative
   */
  void set(long number, long value) {
    long page = number >> PAGE_BITS;
    if (page < 0) {
      throw new IllegalArgumentException("expected a number from 0, found " + number);
    }
    page(page)[(int) (number & (PAGE - 1))] = value;
  }

  private long[] page(long page) {
    if (page >= DIRECT_PAGES) {
      return far.computeIfAbsent(page, absent -> new long[PAGE]);
    }
    int at = (int) page;
    if (at >= direct.length) {
      int before = direct.length;
      direct = Arrays.copyOf(direct, Math.min(DIRECT_PAGES, Math.max(at + 1, before * 3 / 2 + 4)));
      Arrays.fill(direct, before, direct.length, NONE);
    }
    if (direct[at] == NONE) {
      direct[at] = new long[PAGE];
    }
    return direct[at];
  }

  /** A number and what is set there. */
  interface Entries {
    void entry(long number, long value);
  }

  /** Every number with something other than 0, in order. */
  void forEach(Entries entries) {
    for (int i = 0; i < direct.length; i++) {
      if (direct[i] != NONE) {
        forEach(i, direct[i], entries);
      }
    }
    far.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(page -> forEach(page.getKey(), page.getValue(), entries));
  }

  private static void forEach(long page, long[] values, Entries entries) {
    for (int i = 0; i < PAGE; i++) {
      if (values[i] != 0) {
        entries.entry((page << PAGE_BITS) + i, values[i]);
      }
    }
  }
}
