package dev.waybill.embedded.translation;

import dev.waybill.broker.topic.Retention;
import dev.waybill.broker.topic.TopicSettings;
import java.time.Duration;

/**
 * Topic settings in both vocabularies. The API bounds a message, the broker a batch: a batch may
 * carry that message and {@value #BATCH_OVERHEAD_BYTES} bytes of framing.
 */
public final class TopicTerms {
  /** Batch header (61) and the lengths of one record with a few headers, rounded up. */
  static final int BATCH_OVERHEAD_BYTES = 256;

  private TopicTerms() {}

  public static TopicSettings toBroker(dev.waybill.admin.TopicSettings settings) {
    Retention retention = Retention.FOREVER;
    if (!settings.retentionTime().equals(dev.waybill.admin.TopicSettings.FOREVER)) {
      retention = retention.withTime(settings.retentionTime());
    }
    if (settings.retentionBytes() >= 0) {
      retention = retention.withBytes(settings.retentionBytes());
    }
    return TopicSettings.ofPartitions(settings.partitions())
        .withRetention(retention)
        .withSegmentBytes(settings.segmentBytes())
        .withMaxBatchBytes(maxBatchBytes(settings.maxMessageBytes()));
  }

  /** The largest batch of a topic whose messages are at most that large. */
  public static int maxBatchBytes(int maxMessageBytes) {
    return (int) Math.min(Integer.MAX_VALUE, (long) maxMessageBytes + BATCH_OVERHEAD_BYTES);
  }

  /** The largest message of a topic whose batches are at most that large. */
  public static int maxMessageBytes(int maxBatchBytes) {
    return Math.max(1, maxBatchBytes - BATCH_OVERHEAD_BYTES);
  }

  public static dev.waybill.admin.TopicSettings toApi(TopicSettings settings) {
    Duration forever = dev.waybill.admin.TopicSettings.FOREVER;
    return new dev.waybill.admin.TopicSettings(
        settings.partitions(),
        settings.retention().time().orElse(forever),
        settings.retention().bytes().orElse(-1),
        settings.segments().bytes(),
        maxMessageBytes(settings.maxBatchBytes()));
  }
}
