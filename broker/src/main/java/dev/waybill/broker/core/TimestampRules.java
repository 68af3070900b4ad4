package dev.waybill.broker.core;

import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.topic.Timestamps;
import dev.waybill.broker.topic.Timestamps.Source;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.record.BatchFormat;
import dev.waybill.log.record.Compression;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * What a topic demands of its messages' times, applied to checked batches on their publisher's
 * thread.
 *
 * <p>Of a compressed batch only the times in its header are seen: the first message's and the
 * youngest.
 */
record TimestampRules(Timestamps rules, TopicPartition partition) {

  /**
   * The time of the append, if the messages were given it.
   *
   * @throws BrokerException {@code INVALID_TIMESTAMP}; the batches are as they were
   */
  OptionalLong apply(ByteBuffer batches, LongSupplier wallMillis) {
    if (rules.source() == Source.LOG_APPEND_TIME) {
      // Also over an earlier stamp: a publisher that was turned away sends the same bytes again.
      long now = wallMillis.getAsLong();
      for (RecordBatch batch : RecordBatches.in(batches)) {
        batch.stampAppendTime(now);
      }
      return OptionalLong.of(now);
    }
    for (RecordBatch batch : RecordBatches.in(batches)) {
      if (batch.isLogAppendTime()) {
        throw refuse(
            "expected the publisher's timestamps, found a batch that claims the broker's; only the"
                + " broker marks batches so");
      }
    }
    if (rules.maxBefore().isPresent() || rules.maxAfter().isPresent()) {
      check(batches, wallMillis.getAsLong());
    }
    return OptionalLong.empty();
  }

  private void check(ByteBuffer batches, long now) {
    for (RecordBatch batch : RecordBatches.in(batches)) {
      check(batch.baseTimestamp(), now);
      check(batch.maxTimestamp(), now);
      if (rules.maxBefore().isPresent() && batch.compression() == Compression.NONE) {
        RecordCursor cursor = batch.records();
        while (cursor.next()) {
          check(cursor.timestamp(), now);
        }
      }
    }
  }

  private void check(long timestamp, long now) {
    if (timestamp == BatchFormat.NO_TIMESTAMP) {
      return;
    }
    if (isFurther(now, timestamp, rules.maxBefore())) {
      throw refuse(timestamp, now, "at most " + millis(rules.maxBefore()) + " ms before");
    }
    if (isFurther(timestamp, now, rules.maxAfter())) {
      throw refuse(timestamp, now, "at most " + millis(rules.maxAfter()) + " ms after");
    }
  }

  /** Whether one time is later than another by more than a limit; nonsense does not overflow. */
  private static boolean isFurther(long later, long earlier, Optional<Duration> limit) {
    if (limit.isEmpty() || later <= earlier) {
      return false;
    }
    long distance = later - earlier;
    return distance < 0 || distance > millis(limit);
  }

  private static long millis(Optional<Duration> limit) {
    return limit.map(Duration::toMillis).orElse(Long.MAX_VALUE);
  }

  private BrokerException refuse(long timestamp, long now, String limit) {
    return refuse(
        "expected timestamps "
            + limit
            + " the broker's time of "
            + now
            + ", found "
            + timestamp
            + " (milliseconds since the epoch); set the publisher's clock, or change the topic's"
            + " limits");
  }

  private BrokerException refuse(String problem) {
    return new BrokerException(
        ErrorCode.INVALID_TIMESTAMP,
        "Append to " + partition + " was refused: " + problem + ". Nothing was stored.");
  }
}
