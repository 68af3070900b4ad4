package dev.waybill.log.compaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Up to where a partition was compacted, and when for the first time. Immutable.
 *
 * <pre>
 *   offsets   ───────┬───────────┬────────┬─────────────
 *             clean  │ clean     │ clean  │ dirty
 *             since Monday   since Tue   since 9:00
 * </pre>
 *
 * <p>A deletion (a key without a value) may go when what is before it has been clean for long
 * enough: whoever has read the value it deletes had that time to read the deletion, too. Kafka
 * writes the moment into each batch ("delete horizon", KIP-534); here it is one figure for all that
 * became clean together, and messages are not rewritten for it.
 */
public record CleanPoints(List<CleanPoint> points) {
  /** Nothing was compacted yet. */
  public static final CleanPoints NONE = new CleanPoints(List.of());

  /** More are thinned out. */
  static final int MAX_POINTS = 64;

  /** Everything before the offset is clean since that time, milliseconds since the epoch. */
  public record CleanPoint(long offset, long sinceMillis) {}

  public CleanPoints {
    points = List.copyOf(points);
  }

  /** Everything before it is clean; 0 when nothing is. */
  public long end() {
    return points.isEmpty() ? 0 : points.get(points.size() - 1).offset();
  }

  /** Everything before it has been clean since that time, or longer. */
  public long cleanSince(long millis) {
    long clean = 0;
    for (CleanPoint point : points) {
      if (point.sinceMillis() <= millis) {
        clean = point.offset();
      }
    }
    return clean;
  }

  /** With one more, if it is further than all others. */
  public CleanPoints plus(CleanPoint point) {
    if (point.offset() <= end()) {
      return this;
    }
    List<CleanPoint> more = new ArrayList<>(points.size() + 1);
    for (int i = 0; i < points.size(); i++) {
      // To forget one is to take the next one's time for it, which is later: the safe side.
      if (points.size() < MAX_POINTS || i % 2 == 1) {
        more.add(points.get(i));
      }
    }
    more.add(point);
    return new CleanPoints(more);
  }

  /** What holds when nothing counts any more from an offset on. */
  public CleanPoints before(long end) {
    return new CleanPoints(points.stream().filter(point -> point.offset() <= end).toList());
  }
}
