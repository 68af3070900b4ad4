package dev.waybill.runtime.migrate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The groups' positions in one partition, on their way to the target.
 *
 * <pre>
 *   source offset ≥ position ──► the n-th visible message ──► target offset
 *                   pass(offset, n)                   arrive(n, offset)
 * </pre>
 *
 * <p>Both sides are walked from their beginning, so each mark is looked at once a walk. One thread.
 */
final class Marks {
  private static final long UNKNOWN = -1;

  /** A group's position. */
  static final class Mark {
    final String group;
    final long position;
    private long ordinal = UNKNOWN;
    private long target = UNKNOWN;

    Mark(String group, long position) {
      this.group = group;
      this.position = position;
    }

    /** The position in the target; −1 if the target does not have that message. */
    long target() {
      return target;
    }
  }

  private final List<Mark> marks;
  private int passed;
  private int arrived;

  Marks(List<Mark> unsorted) {
    marks = new ArrayList<>(unsorted);
    marks.sort(Comparator.comparingLong(mark -> mark.position));
  }

  /** The source's n-th message (from 0) lies at that offset. */
  void pass(long offset, long ordinal) {
    while (passed < marks.size() && marks.get(passed).position <= offset) {
      marks.get(passed++).ordinal = ordinal;
    }
  }

  /** The source ended after so many messages: all other positions are behind the last of them. */
  void passRest(long count) {
    pass(Long.MAX_VALUE, count);
  }

  /** The target is walked from its beginning, again perhaps. */
  void restart() {
    arrived = 0;
  }

  /** The target's n-th message (from 0) lies at that offset. */
  void arrive(long ordinal, long offset) {
    while (arrived < marks.size()
        && marks.get(arrived).ordinal != UNKNOWN
        && marks.get(arrived).ordinal <= ordinal) {
      marks.get(arrived++).target = offset;
    }
  }

  /** Whether it is not known yet where some of them are in the target. */
  boolean areOnTheirWay() {
    return marks.stream().anyMatch(mark -> mark.target == UNKNOWN);
  }

  List<Mark> all() {
    return marks;
  }
}
