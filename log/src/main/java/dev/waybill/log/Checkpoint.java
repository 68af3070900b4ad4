package dev.waybill.log;

import dev.waybill.log.compaction.CleanPoints;
import dev.waybill.log.compaction.CleanPoints.CleanPoint;
import dev.waybill.log.segment.Segment.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What was known for certain at one moment; recovery starts from here.
 *
 * <pre>
 *   magic "WBCP" │ version int32 = 2 │ CRC32C int32 of all that follows
 *   │ log start offset int64 │ offset int64 │ durable mark int64 │ truncated to int64
 *   │ segments int32 │ { base int64 │ extent }*
 *   │ attachment length int32 (−1: none) │ attachment
 *   since version 2:
 *   │ replacing int32 │ { base int64 │ number int64 │ extent }*
 *   │ clean points int32 │ { offset int64 │ since ms int64 }*
 *
 *   extent  size int64 │ end int64 │ first ts int64 │ max ts int64 │ max ts offset int64
 * </pre>
 *
 * The segments are those that start before {@code offset}, the last one only as far as that. While
 * a truncation is under way "truncated to" is the offset from which on nothing counts: {@link
 * Truncation}. While segments are being replaced, "replacing" names the compacted ones: {@link
 * SegmentSwap}.
 */
final class Checkpoint {
  private static final int MAGIC = 0x57424350;
  private static final int VERSION = 2;
  private static final int VERSION_BEFORE_COMPACTION = 1;
  private static final long NOT_TRUNCATING = Long.MAX_VALUE;
  private static final int PREFIX_BYTES = 12;
  private static final int FIXED_BYTES = PREFIX_BYTES + 4 * 8 + 4 + 4;
  private static final int COUNT_BYTES = 4;
  private static final int EXTENT_BYTES = 5 * 8;
  private static final int SEGMENT_BYTES = 8 + EXTENT_BYTES;
  private static final int REPLACING_BYTES = 2 * 8 + EXTENT_BYTES;
  private static final int POINT_BYTES = 2 * 8;

  /** A segment and how far it was filled. */
  record Known(long baseOffset, Extent extent) {}

  /** A compacted segment that takes the place of all that start in its offsets. */
  record Replacing(long baseOffset, long number, Extent extent) {}

  final long logStartOffset;
  final long offset;
  final long durableMark;
  final long truncatedTo;
  final List<Known> segments;
  final byte @Nullable [] attachment;
  final List<Replacing> replacing;
  final CleanPoints clean;

  Checkpoint(
      long logStartOffset,
      long offset,
      long durableMark,
      List<Known> segments,
      byte @Nullable [] attachment,
      CleanPoints clean) {
    this(
        logStartOffset,
        offset,
        durableMark,
        NOT_TRUNCATING,
        segments,
        attachment,
        List.of(),
        clean);
  }

  private Checkpoint(
      long logStartOffset,
      long offset,
      long durableMark,
      long truncatedTo,
      List<Known> segments,
      byte @Nullable [] attachment,
      List<Replacing> replacing,
      CleanPoints clean) {
    this.logStartOffset = logStartOffset;
    this.offset = offset;
    this.durableMark = durableMark;
    this.truncatedTo = truncatedTo;
    this.segments = List.copyOf(segments);
    this.attachment = attachment;
    this.replacing = List.copyOf(replacing);
    this.clean = clean;
  }

  /** What holds after {@code old}, if there is one, when nothing counts from {@code end} on. */
  static Checkpoint truncating(@Nullable Checkpoint old, long logStartOffset, long end) {
    long start = Math.min(logStartOffset, end);
    CleanPoints clean = old == null ? CleanPoints.NONE : old.clean.before(end);
    // It must never claim bytes that the truncation takes away.
    return old != null && old.offset <= end
        ? new Checkpoint(
            start, old.offset, end, end, old.segments, old.attachment, List.of(), clean)
        : new Checkpoint(start, start, end, end, List.of(), null, List.of(), clean);
  }

  /** Whether what lies behind {@code truncatedTo} may still be on disk. */
  boolean isTruncating() {
    return truncatedTo != NOT_TRUNCATING;
  }

  /** The same when it is not any more. */
  Checkpoint withoutTruncation() {
    return new Checkpoint(logStartOffset, offset, durableMark, segments, attachment, clean);
  }

  /** Whether compacted segments may still lie beside those they replace. */
  boolean isReplacing() {
    return !replacing.isEmpty();
  }

  /** The same while these segments are being replaced; this one covers all of them. */
  Checkpoint replacing(List<Replacing> notes) {
    return new Checkpoint(
        logStartOffset, offset, durableMark, truncatedTo, segments, attachment, notes, clean);
  }

  /** The same when they are. */
  Checkpoint replaced() {
    List<Known> known = new ArrayList<>();
    for (Known each : segments) {
      Replacing by = replacingAt(each.baseOffset);
      if (by == null) {
        known.add(each);
      } else if (by.baseOffset == each.baseOffset) {
        known.add(new Known(by.baseOffset, by.extent));
      }
    }
    return new Checkpoint(logStartOffset, offset, durableMark, known, attachment, clean);
  }

  private @Nullable Replacing replacingAt(long base) {
    for (Replacing each : replacing) {
      if (base >= each.baseOffset && base < each.extent.endOffset()) {
        return each;
      }
    }
    return null;
  }

  ByteBuffer encode() {
    int attached = attachment == null ? 0 : attachment.length;
    ByteBuffer to =
        ByteBuffer.allocate(
            FIXED_BYTES
                + segments.size() * SEGMENT_BYTES
                + attached
                + COUNT_BYTES
                + replacing.size() * REPLACING_BYTES
                + COUNT_BYTES
                + clean.points().size() * POINT_BYTES);
    to.putInt(MAGIC).putInt(VERSION).putInt(0);
    to.putLong(logStartOffset).putLong(offset).putLong(durableMark);
    to.putLong(truncatedTo).putInt(segments.size());
    for (Known known : segments) {
      put(to.putLong(known.baseOffset), known.extent);
    }
    if (attachment == null) {
      to.putInt(-1);
    } else {
      to.putInt(attachment.length).put(attachment);
    }
    to.putInt(replacing.size());
    for (Replacing each : replacing) {
      put(to.putLong(each.baseOffset).putLong(each.number), each.extent);
    }
    to.putInt(clean.points().size());
    for (CleanPoint point : clean.points()) {
      to.putLong(point.offset()).putLong(point.sinceMillis());
    }
    return to.flip().putInt(PREFIX_BYTES - 4, crc(to));
  }

  private static void put(ByteBuffer to, Extent extent) {
    to.putLong(extent.sizeBytes())
        .putLong(extent.endOffset())
        .putLong(extent.firstTimestamp())
        .putLong(extent.maxTimestamp())
        .putLong(extent.maxTimestampOffset());
  }

  private static Extent extent(ByteBuffer from) {
    return new Extent(
        from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong());
  }

  /** The checkpoint in some bytes; null when they are none, or damaged. */
  static @Nullable Checkpoint decode(ByteBuffer from) {
    if (from.limit() < FIXED_BYTES
        || from.getInt(0) != MAGIC
        || from.getInt(4) < VERSION_BEFORE_COMPACTION
        || from.getInt(4) > VERSION
        || from.getInt(PREFIX_BYTES - 4) != crc(from)) {
      return null;
    }
    boolean compacts = from.getInt(4) > VERSION_BEFORE_COMPACTION;
    from.position(PREFIX_BYTES);
    long logStartOffset = from.getLong();
    long offset = from.getLong();
    long durableMark = from.getLong();
    long truncatedTo = from.getLong();
    List<Known> segments = new ArrayList<>();
    for (int left = from.getInt(); left > 0; left--) {
      segments.add(new Known(from.getLong(), extent(from)));
    }
    int length = from.getInt();
    byte[] attachment = null;
    if (length >= 0) {
      attachment = new byte[length];
      from.get(attachment);
    }
    List<Replacing> replacing = new ArrayList<>();
    for (int left = compacts ? from.getInt() : 0; left > 0; left--) {
      replacing.add(new Replacing(from.getLong(), from.getLong(), extent(from)));
    }
    List<CleanPoint> points = new ArrayList<>();
    for (int left = compacts ? from.getInt() : 0; left > 0; left--) {
      points.add(new CleanPoint(from.getLong(), from.getLong()));
    }
    return new Checkpoint(
        logStartOffset,
        offset,
        durableMark,
        truncatedTo,
        segments,
        attachment,
        replacing,
        new CleanPoints(points));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(PREFIX_BYTES, bytes.limit() - PREFIX_BYTES));
    return (int) crc.getValue();
  }
}
