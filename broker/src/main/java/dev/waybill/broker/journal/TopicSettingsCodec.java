package dev.waybill.broker.journal;

import dev.waybill.broker.topic.CleanupPolicy;
import dev.waybill.broker.topic.Compaction;
import dev.waybill.broker.topic.Retention;
import dev.waybill.broker.topic.Segments;
import dev.waybill.broker.topic.Timestamps;
import dev.waybill.broker.topic.TopicSettings;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Topic settings as bytes (big-endian; times in milliseconds; -1 where there is no limit).
 *
 * <pre>
 * | version u8 = 1 | partitions i32 | cleanup u8: 0 delete, 1 compact, 2 both
 *   | retention: time i64 | bytes i64 |
 *   | compaction: deleteRetention i64 | minLag i64 | maxLag i64 | minDirtyRatio f64 |
 *   | segments: bytes i32 | age i64 |
 *   | timestamps: source u8: 0 create, 1 append | maxBefore i64 | maxAfter i64 |
 *   | maxBatchBytes i32 |
 *
 * before there was a version:
 * | partitions i32 | retention time i64 | retention bytes i64 | segment bytes i32 | maxBatchBytes i32 |
 * </pre>
 */
final class TopicSettingsCodec {
  private static final byte VERSION = 1;
  private static final byte DELETE = 0;
  private static final byte COMPACT = 1;
  private static final byte COMPACT_AND_DELETE = 2;
  private static final byte CREATE_TIME = 0;
  private static final byte LOG_APPEND_TIME = 1;
  private static final long NONE = -1;

  private TopicSettingsCodec() {}

  static void write(TopicSettings settings, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(settings.partitions());
    out.writeByte(
        switch (settings.cleanup()) {
          case DELETE -> DELETE;
          case COMPACT -> COMPACT;
          case COMPACT_AND_DELETE -> COMPACT_AND_DELETE;
        });
    writeTime(settings.retention().time(), out);
    out.writeLong(settings.retention().bytes().orElse(NONE));
    Compaction compaction = settings.compaction();
    out.writeLong(compaction.deleteRetention().toMillis());
    out.writeLong(compaction.minLag().toMillis());
    writeTime(compaction.maxLag(), out);
    out.writeDouble(compaction.minDirtyRatio());
    out.writeInt(settings.segments().bytes());
    out.writeLong(settings.segments().age().toMillis());
    Timestamps timestamps = settings.timestamps();
    out.writeByte(
        switch (timestamps.source()) {
          case CREATE_TIME -> CREATE_TIME;
          case LOG_APPEND_TIME -> LOG_APPEND_TIME;
        });
    writeTime(timestamps.maxBefore(), out);
    writeTime(timestamps.maxAfter(), out);
    out.writeInt(settings.maxBatchBytes());
  }

  static TopicSettings read(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw unknown("a version of " + VERSION, version);
    }
    return new TopicSettings(
        in.readInt(),
        readCleanup(in),
        readRetention(in),
        new Compaction(
            Duration.ofMillis(in.readLong()),
            Duration.ofMillis(in.readLong()),
            readTime(in),
            in.readDouble()),
        new Segments(in.readInt(), Duration.ofMillis(in.readLong())),
        new Timestamps(readSource(in), readTime(in), readTime(in)),
        in.readInt());
  }

  /** As they were written before they had a version. */
  static TopicSettings readUnversioned(DataInput in) throws IOException {
    TopicSettings plain = TopicSettings.ofPartitions(in.readInt());
    return plain
        .withRetention(readRetention(in))
        .withSegmentBytes(in.readInt())
        .withMaxBatchBytes(in.readInt());
  }

  private static Retention readRetention(DataInput in) throws IOException {
    Optional<Duration> time = readTime(in);
    long bytes = in.readLong();
    return new Retention(time, bytes == NONE ? OptionalLong.empty() : OptionalLong.of(bytes));
  }

  private static CleanupPolicy readCleanup(DataInput in) throws IOException {
    byte policy = in.readByte();
    return switch (policy) {
      case DELETE -> CleanupPolicy.DELETE;
      case COMPACT -> CleanupPolicy.COMPACT;
      case COMPACT_AND_DELETE -> CleanupPolicy.COMPACT_AND_DELETE;
      default -> throw unknown("a cleanup policy from 0 to " + COMPACT_AND_DELETE, policy);
    };
  }

  private static Timestamps.Source readSource(DataInput in) throws IOException {
    byte source = in.readByte();
    return switch (source) {
      case CREATE_TIME -> Timestamps.Source.CREATE_TIME;
      case LOG_APPEND_TIME -> Timestamps.Source.LOG_APPEND_TIME;
      default -> throw unknown("a source of timestamps from 0 to " + LOG_APPEND_TIME, source);
    };
  }

  private static void writeTime(Optional<Duration> time, DataOutput out) throws IOException {
    out.writeLong(time.map(Duration::toMillis).orElse(NONE));
  }

  private static Optional<Duration> readTime(DataInput in) throws IOException {
    long millis = in.readLong();
    return millis == NONE ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  private static IOException unknown(String expected, byte found) {
    return new IOException(
        "Unknown topic settings: expected "
            + expected
            + ", found "
            + found
            + ". The journal was written by a newer version; open it with that one.");
  }
}
