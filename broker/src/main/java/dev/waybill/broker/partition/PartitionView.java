package dev.waybill.broker.partition;

import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.TimestampedOffset;
import dev.waybill.log.record.Decompressor;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A partition as readers see it. Any thread, never waits for the core.
 *
 * <p>Stays valid for as long as the broker is open; once its topic is deleted, reads fail with
 * {@code UNKNOWN_TOPIC_OR_PARTITION}.
 */
public interface PartitionView {
  TopicPartition topicPartition();

  /** The latest snapshot; cheap. */
  Offsets offsets();

  /** Bytes of all its batches on disk, markers included, synced or not. */
  long sizeBytes();

  /**
   * Reads whole batches from {@code fromOffset} on, at least one if one is readable, and else up to
   * about {@code maxBytes} bytes. Reads from the disk on the calling thread; an interrupt does not
   * disturb it.
   *
   * @throws dev.waybill.broker.error.BrokerException {@code OFFSET_OUT_OF_RANGE} when the offset is
   *     before the log start or after the readable end; {@code CORRUPT_LOG} when the stored batch
   *     is damaged; {@code READ_FAILED} when the disk does not answer, which the next read may do
   */
  default ReadResult read(long fromOffset, Isolation isolation, int maxBytes) {
    return read(fromOffset, isolation, maxBytes, null);
  }

  /**
   * The same into a buffer of an earlier read, whose bytes nobody looks at any more.
   *
   * @param reuse returned in the result where it is large enough; else a new one is
   */
  ReadResult read(long fromOffset, Isolation isolation, int maxBytes, @Nullable ByteBuffer reuse);

  /**
   * What {@link #read} would read, left where it lies: whole batches of one segment file, unchecked
   * (each carries its checksum), to be sent without passing through the heap.
   *
   * @throws dev.waybill.broker.error.BrokerException as {@link #read} does
   */
  SliceResult slice(long fromOffset, Isolation isolation, int maxBytes);

  /**
   * The first readable offset whose message is as young as {@code timestampMillis} (since the
   * epoch) or younger; empty if there is none.
   */
  default OptionalLong offsetForTimestamp(long timestampMillis, Isolation isolation) {
    TimestampedOffset found = firstSince(timestampMillis, isolation, Decompressor.NONE);
    return found.offset() < 0 ? OptionalLong.empty() : OptionalLong.of(found.offset());
  }

  /**
   * The same with the message's timestamp; {@link TimestampedOffset#NONE} if there is none. In a
   * batch that cannot be decompressed its first offset stands for all.
   *
   * @param decompressor for batches that the JDK alone cannot unpack
   */
  TimestampedOffset firstSince(
      long timestampMillis, Isolation isolation, Decompressor decompressor);

  /**
   * The first readable message with the largest timestamp; {@link TimestampedOffset#NONE} if none.
   *
   * @param decompressor for batches that the JDK alone cannot unpack
   */
  TimestampedOffset youngest(Isolation isolation, Decompressor decompressor);

  /**
   * Runs {@code wakeUp} once, as soon as the readable end is greater than {@code offset}; at once
   * if it already is. Also runs when the topic is deleted or the broker stops: read again to learn
   * which. It runs on the core thread or on the caller's: it must not block.
   */
  WakeUp onAdvance(long offset, Isolation isolation, Runnable wakeUp);

  /** A wake-up asked for. */
  interface WakeUp {
    /** Forgets it; it may be running already. Any thread; harmless when repeated. */
    void cancel();
  }
}
