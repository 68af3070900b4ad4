package dev.waybill.log.compaction;

import dev.waybill.log.compaction.CleanPoints.CleanPoint;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.segment.BatchScanner;
import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.SegmentDraft;
import dev.waybill.log.segment.SegmentLookup;
import dev.waybill.log.segment.SegmentView;
import dev.waybill.log.storage.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One compaction of one partition, on a thread of its own: reads, and writes drafts; the partition
 * changes only when the orders are carried out.
 *
 * <pre>
 *   1  the dirty part's keys ──► LatestOffsets, as many as fit
 *   2  every segment up to there, from the oldest ──► BatchCleaner ──► draft ──► order
 *   3  the last order says: clean up to here
 * </pre>
 *
 * <p>Every segment is looked at, not only those that changed: a deletion may go only when nothing
 * before it is left that it deletes.
 */
public final class CompactionPass {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int SLOTS_PER_KEY = 2;

  private final CompactionPlan plan;
  private final CompactionRules rules;
  private final PartitionFacts facts;
  private final Decompressor decompressor;
  private final DraftFiles drafts;
  private final CompactionOutput output;
  private final long number;
  private final ByteBuffer buffer;
  private final List<Replacement> ready = new ArrayList<>();
  private long readyBytes;
  private long bytesBefore;
  private long bytesAfter;

  /**
   * What a pass came to.
   *
   * @param cleanEnd up to where the partition is clean once the orders are carried out
   * @param removed messages taken out
   * @param bytesBefore of the segments that were looked at
   * @param bytesAfter of what is there instead
   */
  public record Report(long cleanEnd, long removed, long bytesBefore, long bytesAfter) {}

  public CompactionPass(
      CompactionPlan plan,
      CompactionRules rules,
      PartitionFacts facts,
      Decompressor decompressor,
      DraftFiles drafts,
      CompactionOutput output) {
    this.plan = plan;
    this.rules = rules;
    this.facts = facts;
    this.decompressor = decompressor;
    this.drafts = drafts;
    this.output = output;
    this.number = drafts.nextNumber();
    long largest = plan.segments().stream().mapToLong(SegmentView::sizeBytes).max().orElse(1);
    this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, largest)));
  }

  /**
   * Does it. Empty when it was cancelled.
   *
   * @param clean what was clean before
   * @throws CorruptLogException when a batch is damaged: nothing after it is touched
   */
  public Optional<Report> run(CleanPoints clean, long nowMillis) throws IOException {
    LatestOffsets latest = new LatestOffsets(keyBytes());
    long end = noteKeys(latest);
    BatchCleaner cleaner =
        new BatchCleaner(
            latest,
            facts,
            decompressor,
            clean.cleanSince(nowMillis - rules.deleteRetentionMillis()));
    boolean done = false;
    try {
      for (List<SegmentView> group : plan.groups(end, rules.segmentBytes())) {
        if (!rewrite(group, cleaner)) {
          return Optional.empty();
        }
      }
      done = !output.isCancelled();
    } finally {
      if (!done) {
        ready.forEach(each -> drafts.discard(each.baseOffset(), each.number()));
      }
    }
    if (!done) {
      return Optional.empty();
    }
    handOver(Optional.of(new CleanPoint(end, nowMillis)));
    return Optional.of(new Report(end, cleaner.removed(), bytesBefore, bytesAfter));
  }

  /** No more than all dirty records could need. */
  private int keyBytes() {
    long dirty = plan.segments().get(plan.segments().size() - 1).endOffset() - plan.dirtyFrom();
    long needed = LatestOffsets.bytesFor(Math.max(1, dirty) * SLOTS_PER_KEY);
    return (int) Math.min(rules.maxKeyBytes(), needed);
  }

  private interface Step {
    void take(RecordBatch batch) throws IOException;
  }

  private long noteKeys(LatestOffsets latest) throws IOException {
    KeyScan keys = new KeyScan(latest, facts, decompressor, plan.dirtyFrom());
    for (SegmentView view : plan.segments()) {
      if (view.endOffset() > plan.dirtyFrom() && !keys.isFull()) {
        walk(view, keys::add);
      }
    }
    return keys.end();
  }

  /** Walks a segment's batches; false when cancelled. */
  private boolean walk(SegmentView view, Step step) throws IOException {
    BatchScanner scanner = view.scan(buffer);
    for (RecordBatch batch = scanner.next(); batch != null; batch = scanner.next()) {
      if (output.isCancelled()) {
        return false;
      }
      step.take(batch);
    }
    if (scanner.problem() != null || scanner.expectedOffset() != view.endOffset()) {
      throw new CorruptLogException(
          view.segment().description(),
          scanner.position(),
          scanner.expectedOffset(),
          scanner.problem() != null
              ? scanner.problem()
              : "expected batches up to offset " + view.endOffset(),
          SegmentLookup.ADVICE);
    }
    return true;
  }

  /** Writes a draft of some neighbours; false when cancelled. */
  private boolean rewrite(List<SegmentView> group, BatchCleaner cleaner) throws IOException {
    Segment first = group.get(0).segment();
    long base = first.baseOffset();
    long draftNumber = drafts.nextNumber();
    boolean worthIt = false;
    try (SegmentDraft draft =
        new SegmentDraft(drafts.create(base, draftNumber), base, first.indexIntervalBytes())) {
      GroupWriter writer = new GroupWriter(draft);
      long sourceBytes = 0;
      for (SegmentView view : group) {
        sourceBytes += view.sizeBytes();
        if (!walk(view, batch -> writer.add(batch, cleaner.clean(batch)))) {
          return false;
        }
      }
      boolean changed = writer.end(sourceBytes);
      bytesBefore += sourceBytes;
      bytesAfter += draft.sizeBytes();
      if (changed || group.size() > 1) {
        draft.finish();
        worthIt = true;
        ready.add(
            new Replacement(group.stream().map(SegmentView::segment).toList(), draft, draftNumber));
        readyBytes += draft.sizeBytes();
      }
    } finally {
      if (!worthIt) {
        drafts.discard(base, draftNumber);
      }
    }
    if (readyBytes >= rules.segmentBytes()) {
      handOver(Optional.empty());
    }
    return true;
  }

  /** In portions, so that what is gone gives its room back before the pass is over. */
  private void handOver(Optional<CleanPoint> clean) {
    List<Replacement> portion = List.copyOf(ready);
    ready.clear();
    readyBytes = 0;
    output.order(new CompactionOrder(number, portion, clean));
  }
}
