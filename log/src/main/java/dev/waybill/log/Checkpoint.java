package dev.waybill.log;

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
 *   magic "WBCP" │ version int32 = 1 │ CRC32C int32 of all that follows
 *   │ log start offset int64 │ offset int64 │ durable mark int64 │ truncated to int64
 *   │ segments int32 │ { base int64 │ size int64 │ end int64
 *   │                    first ts int64 │ max ts int64 │ max ts offset int64 }*
 *   │ attachment length int32 (−1: none) │ attachment
 * </pre>
 *
 * The segments are those that start before {@code offset}, the last one only as far as that. While
 * a truncation is under way "truncated to" is the offset from which on nothing counts: {@link
 * Truncation}.
 */
final class Checkpoint {
  private static final int MAGIC = 0x57424350;
  private static final int VERSION = 1;
  private static final long NOT_TRUNCATING = Long.MAX_VALUE;
  private static final int PREFIX_BYTES = 12;
  private static final int FIXED_BYTES = PREFIX_BYTES + 4 * 8 + 4 + 4;
  private static final int SEGMENT_BYTES = 6 * 8;

  /** A segment and how far it was filled. */
  record Known(long baseOffset, Extent extent) {}

  final long logStartOffset;
  final long offset;
  final long durableMark;
  final long truncatedTo;
  final List<Known> segments;
  final byte @Nullable [] attachment;

  Checkpoint(
      long logStartOffset,
      long offset,
      long durableMark,
      List<Known> segments,
      byte @Nullable [] attachment) {
    this(logStartOffset, offset, durableMark, NOT_TRUNCATING, segments, attachment);
  }

  private Checkpoint(
      long logStartOffset,
      long offset,
      long durableMark,
      long truncatedTo,
      List<Known> segments,
      byte @Nullable [] attachment) {
    this.logStartOffset = logStartOffset;
    this.offset = offset;
    this.durableMark = durableMark;
    this.truncatedTo = truncatedTo;
    this.segments = List.copyOf(segments);
    this.attachment = attachment;
  }

  /** What holds after {@code old}, if there is one, when nothing counts from {@code end} on. */
  static Checkpoint truncating(@Nullable Checkpoint old, long logStartOffset, long end) {
    long start = Math.min(logStartOffset, end);
    // It must never claim bytes that the truncation takes away.
    return old != null && old.offset <= end
        ? new Checkpoint(start, old.offset, end, end, old.segments, old.attachment)
        : new Checkpoint(start, start, end, end, List.of(), null);
  }

  /** Whether what lies behind {@code truncatedTo} may still be on disk. */
  boolean isTruncating() {
    return truncatedTo != NOT_TRUNCATING;
  }

  /** The same when it is not any more. */
  Checkpoint withoutTruncation() {
    return new Checkpoint(logStartOffset, offset, durableMark, segments, attachment);
  }

  ByteBuffer encode() {
    int attached = attachment == null ? 0 : attachment.length;
    ByteBuffer to = ByteBuffer.allocate(FIXED_BYTES + segments.size() * SEGMENT_BYTES + attached);
    to.putInt(MAGIC).putInt(VERSION).putInt(0);
    to.putLong(logStartOffset).putLong(offset).putLong(durableMark);
    to.putLong(truncatedTo).putInt(segments.size());
    for (Known known : segments) {
      Extent extent = known.extent;
      to.putLong(known.baseOffset)
          .putLong(extent.sizeBytes())
          .putLong(extent.endOffset())
          .putLong(extent.firstTimestamp())
          .putLong(extent.maxTimestamp())
          .putLong(extent.maxTimestampOffset());
    }
    if (attachment == null) {
      to.putInt(-1);
    } else {
      to.putInt(attachment.length).put(attachment);
    }
    return to.flip().putInt(PREFIX_BYTES - 4, crc(to));
  }

  /** The checkpoint in some bytes; null when they are none, or damaged. */
  static @Nullable Checkpoint decode(ByteBuffer from) {
    if (from.limit() < FIXED_BYTES
        || from.getInt(0) != MAGIC
        || from.getInt(4) != VERSION
        || from.getInt(PREFIX_BYTES - 4) != crc(from)) {
      return null;
    }
    from.position(PREFIX_BYTES);
    long logStartOffset = from.getLong();
    long offset = from.getLong();
    long durableMark = from.getLong();
    long truncatedTo = from.getLong();
    int count = from.getInt();
    List<Known> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(
          new Known(
              from.getLong(),
              new Extent(
                  from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong())));
    }
    int length = from.getInt();
    byte[] attachment = null;
    if (length >= 0) {
      attachment = new byte[length];
      from.get(attachment);
    }
    return new Checkpoint(logStartOffset, offset, durableMark, truncatedTo, segments, attachment);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(PREFIX_BYTES, bytes.limit() - PREFIX_BYTES));
    return (int) crc.getValue();
  }
}
