package dev.waybill.log;

import dev.waybill.log.segment.SegmentView;

/** Decides what retention deletes; deletes nothing itself. */
final class Retention {
  private Retention() {}

  /**
   * The offset before which everything may go.
   *
   * @param limitOffset nothing from here on goes, whatever the settings say
   */
  static long offset(
      LogSnapshot snapshot, long nowMillis, RetentionSettings settings, long limitOffset) {
    long start = snapshot.logStartOffset();
    long remainingBytes = snapshot.sizeBytes();
    for (int i = 0; i < snapshot.segmentCount(); i++) {
      SegmentView view = snapshot.segment(i);
      boolean active = i == snapshot.segmentCount() - 1;
      remainingBytes -= view.sizeBytes();
      boolean expired = isOlder(view.maxTimestamp(), nowMillis, settings.retentionMillis());
      // The active segment counts as what is kept: by size alone a partition never becomes empty.
      boolean surplus = !active && remainingBytes >= settings.retentionBytes();
      if (view.isEmpty() || view.endOffset() > limitOffset || !(expired || surplus)) {
        break;
      }
      start = Math.max(start, view.endOffset());
    }
    return start;
  }

  private static boolean isOlder(long timestamp, long nowMillis, long limitMillis) {
    return limitMillis != Long.MAX_VALUE && timestamp < nowMillis - limitMillis;
  }
}
