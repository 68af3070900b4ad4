package dev.waybill.log;

import dev.waybill.log.segment.Segment;
import dev.waybill.log.segment.SegmentLookup;
import dev.waybill.log.segment.SegmentLookup.Found;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages away at either end of a partition that is synced. A checkpoint says so first:
 * files may come back after a power loss, the messages may not.
 *
 * <pre>
 *   removeBefore   checkpoint with the new start ─► readers ─► delete files
 *   removeBehind   checkpoint "truncated to E"   ─► readers ─► cut, delete, sync ─► checkpoint
 * </pre>
 *
 * The mutating thread's. After an exception from either the log is of unknown shape until it has
 * been opened anew.
 */
final class LogTrimming {
  private final Storage storage;
  private final String path;
  private final LogDirectory directory;
  private final LogState state;

  LogTrimming(Storage storage, String path, LogDirectory directory, LogState state) {
    this.storage = storage;
    this.path = path;
    this.directory = directory;
    this.state = state;
  }

  /**
   * Gives up everything before an offset.
   *
   * @param old the checkpoint so far
   */
  void removeBefore(long offset, @Nullable Checkpoint old) throws IOException {
    if (offset == state.end() && state.segments.active().size() > 0) {
      state.roll();
    }
    List<Checkpoint.Known> known = new ArrayList<>(old == null ? List.of() : old.segments);
    known.removeIf(entry -> entry.extent().endOffset() <= offset);
    directory.save(
        new Checkpoint(
            offset,
            old == null ? state.logStart() : old.offset,
            state.syncedEnd(),
            known,
            old == null ? null : old.attachment,
            state.clean()));
    state.startsAt(offset);
    List<Segment> doomed = state.segments.removeBefore(offset);
    state.publishSegments();
    for (Segment segment : doomed) {
      segment.delete();
    }
  }

  /** The batch that a truncation to an offset, which is in the log, starts with. */
  Found firstToGo(long offset) throws IOException {
    Segment last = state.segments.holding(offset);
    Found cut = SegmentLookup.find(last.view(), offset);
    if (cut == null) {
      throw new IllegalStateException(
          last.description() + ": expected a batch with offset " + offset + ", found none");
    }
    return cut;
  }

  /**
   * Gives up a batch and everything behind it; the phases are those of {@link Truncation}.
   *
   * @param cut the batch, from {@link #firstToGo}
   * @param old the checkpoint so far
   */
  void removeBehind(Found cut, @Nullable Checkpoint old) throws IOException {
    long end = cut.baseOffset();
    Checkpoint truncating = Checkpoint.truncating(old, state.logStart(), end);
    directory.save(truncating);
    List<Segment> doomed = state.segments.removeBehind(cut.lastOffset());
    state.isClean(truncating.clean);
    state.endsAt(truncating.logStartOffset, end, cut.position());
    state.segments.active().truncate(cut.position(), end);
    state.publishSegments();
    for (Segment segment : doomed) {
      segment.delete();
    }
    storage.syncDirectory(path);
    directory.save(truncating.withoutTruncation());
  }
}
