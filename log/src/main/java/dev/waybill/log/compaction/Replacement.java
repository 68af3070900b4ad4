package dev.waybill.log.compaction;

import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.SegmentDraft;
import java.util.List;

/**
 * A finished draft that covers the same offsets as some closed neighbours.
 *
 * @param sources what it replaces, in order
 * @param draft closed, its content durable
 * @param number of the draft's file name
 */
public record Replacement(List<Segment> sources, SegmentDraft draft, long number) {

  /** The first offset of both. */
  public long baseOffset() {
    return sources.get(0).baseOffset();
  }
}
