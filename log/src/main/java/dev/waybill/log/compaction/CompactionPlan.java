package dev.waybill.log.compaction;

import dev.waybill.log.segment.SegmentView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pass would do.
 *
 * <pre>
 *   sealed │ sealed │ sealed │ sealed │ active
 *   ───────────┬─────────────┬─────────────────
 *        clean │ dirty       │ limit, or too young
 * </pre>
 *
 * @param segments closed ones from the oldest, as far as they may be touched
 * @param dirtyFrom the first offset whose key is not known to be the latest before it
 */
public record CompactionPlan(List<SegmentView> segments, long dirtyFrom) {

  /**
   * What is due now; empty when it does not pay, or nothing may be touched.
   *
   * @param sealed the closed segments
   */
  public static Optional<CompactionPlan> due(
      List<SegmentView> sealed,
      long logStart,
      CleanPoints clean,
      CompactionRules rules,
      long limitOffset,
      long nowMillis) {
    long dirtyFrom = Math.max(clean.end(), logStart);
    List<SegmentView> segments = new ArrayList<>();
    long bytes = 0;
    long dirtyBytes = 0;
    boolean late = false;
    for (SegmentView view : sealed) {
      boolean tooYoung = rules.minLagMillis() > 0 && !isOlder(view, nowMillis, rules);
      if (view.endOffset() > limitOffset || tooYoung) {
        break;
      }
      segments.add(view);
      bytes += view.sizeBytes();
      if (view.endOffset() > dirtyFrom) {
        dirtyBytes += view.sizeBytes();
        late |= isLate(view, nowMillis, rules);
      }
    }
    boolean pays = dirtyBytes > 0 && (late || dirtyBytes > rules.minDirtyRatio() * bytes);
    return pays ? Optional.of(new CompactionPlan(segments, dirtyFrom)) : Optional.empty();
  }

  private static boolean isOlder(SegmentView view, long nowMillis, CompactionRules rules) {
    return view.maxTimestamp() <= nowMillis - rules.minLagMillis();
  }

  private static boolean isLate(SegmentView view, long nowMillis, CompactionRules rules) {
    return rules.maxLagMillis() != Long.MAX_VALUE
        && view.segment().firstTimestamp() < nowMillis - rules.maxLagMillis();
  }

  /** Neighbours that become one segment together. */
  List<List<SegmentView>> groups(long beforeOffset, int segmentBytes) {
    List<List<SegmentView>> groups = new ArrayList<>();
    List<SegmentView> group = new ArrayList<>();
    long bytes = 0;
    for (SegmentView view : segments) {
      if (view.baseOffset() >= beforeOffset) {
        break;
      }
      boolean fits =
          !group.isEmpty()
              && bytes + view.sizeBytes() <= segmentBytes
              && view.endOffset() - group.get(0).baseOffset() <= Integer.MAX_VALUE;
      if (!fits) {
        group = new ArrayList<>();
        groups.add(group);
        bytes = 0;
      }
      group.add(view);
      bytes += view.sizeBytes();
    }
    return groups;
  }
}
