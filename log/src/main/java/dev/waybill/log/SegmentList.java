package dev.waybill.log;

import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.SegmentLookup;
import dev.waybill.log.segment.SegmentLookup.Found;
import dev.waybill.log.segment.SegmentView;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments of a partition in order, without gaps; only the last one, the active, grows. The
 * mutating thread's.
 */
final class SegmentList {
  private final Storage storage;
  private final String directory;
  private final LogSettings settings;
  private final List<Segment> sealed = new ArrayList<>();
  private Segment active;

  SegmentList(Storage storage, String directory, LogSettings settings, List<Segment> segments) {
    this.storage = storage;
    this.directory = directory;
    this.settings = settings;
    this.active = segments.get(segments.size() - 1);
    this.sealed.addAll(segments.subList(0, segments.size() - 1));
  }

  Segment active() {
    return active;
  }

  List<Segment> all() {
    List<Segment> all = new ArrayList<>(sealed);
    all.add(active);
    return all;
  }

  SegmentView[] sealedViews() {
    SegmentView[] views = new SegmentView[sealed.size()];
    for (int i = 0; i < views.length; i++) {
      views[i] = sealed.get(i).view();
    }
    return views;
  }

  /** Seals the active segment and begins the next one, whose file appears with its first batch. */
  void roll() {
    active.seal();
    sealed.add(active);
    long base = active.endOffset();
    active =
        new Segment(
            storage, directory, base, settings.indexIntervalBytes(), Segment.Extent.empty(base));
  }

  /** The last segment that starts at or before an offset; the oldest when none does. */
  Segment holding(long offset) {
    Segment holding = active;
    for (int i = sealed.size() - 1; i >= 0 && holding.baseOffset() > offset; i--) {
      holding = sealed.get(i);
    }
    return holding;
  }

  /** Takes out the sealed segments that end at or before an offset. */
  List<Segment> removeBefore(long offset) {
    List<Segment> removed = new ArrayList<>(sealed);
    removed.removeIf(segment -> segment.endOffset() > offset);
    sealed.removeAll(removed);
    return removed;
  }

  /**
   * Takes out the segments that start behind an offset. The one that holds it becomes the active
   * one, also when nothing of it remains: a segment that was sealed is not appended to again.
   */
  List<Segment> removeBehind(long offset) {
    List<Segment> removed = new ArrayList<>();
    while (!sealed.isEmpty() && active.baseOffset() > offset) {
      removed.add(0, active);
      active = sealed.remove(sealed.size() - 1);
    }
    return removed;
  }

  /** Whether these very segments are closed neighbours here. */
  boolean holds(List<Segment> neighbours) {
    int from = sealed.indexOf(neighbours.get(0));
    return from >= 0
        && from + neighbours.size() <= sealed.size()
        && sealed.subList(from, from + neighbours.size()).equals(neighbours);
  }

  /** Puts one closed segment in the place of closed neighbours with the same offsets. */
  void replace(List<Segment> neighbours, Segment segment) {
    int from = sealed.indexOf(neighbours.get(0));
    sealed.subList(from, from + neighbours.size()).clear();
    sealed.add(from, segment);
  }

  /**
   * The segments before an offset, and of the one that contains it the part before it.
   *
   * @throws IllegalArgumentException when no batch starts at the offset
   */
  List<Checkpoint.Known> knownBefore(long offset) throws IOException {
    List<Checkpoint.Known> known = new ArrayList<>();
    for (Segment segment : all()) {
      if (segment.endOffset() <= offset) {
        known.add(new Checkpoint.Known(segment.baseOffset(), segment.extent()));
      } else if (segment.baseOffset() < offset) {
        known.add(new Checkpoint.Known(segment.baseOffset(), extentBefore(segment, offset)));
      }
    }
    return known;
  }

  private static Segment.Extent extentBefore(Segment segment, long offset) throws IOException {
    Found found = SegmentLookup.find(segment.view(), offset);
    if (found == null || found.baseOffset() != offset) {
      throw new IllegalArgumentException(
          segment.description()
              + ": expected a batch that starts at offset "
              + offset
              + ", found none");
    }
    Segment.Extent all = segment.extent();
    return new Segment.Extent(
        found.position(),
        offset,
        all.firstTimestamp(),
        all.maxTimestamp(),
        all.maxTimestampOffset() < offset ? all.maxTimestampOffset() : -1);
  }
}
