package dev.waybill.kafka.translation;

import dev.waybill.admin.TopicSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Topic settings in both vocabularies. The API bounds a message, Kafka a batch: a batch may carry
 * that message and {@value #BATCH_OVERHEAD_BYTES} bytes of framing.
 */
public final class TopicTerms {

  /** Batch header (61) and the lengths of one record with a few headers, rounded up. */
  static final int BATCH_OVERHEAD_BYTES = 256;

  private static final String UNBOUNDED = "-1";

  private TopicTerms() {}

  /**
   * What a topic is created with. Timestamps are the publishers': replay by time and what is told
   * of a message rest on them.
   */
  public static Map<String, String> toKafka(TopicSettings settings) {
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    configuration.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
    configuration.put(
        TopicConfig.RETENTION_MS_CONFIG,
        settings.retentionTime().equals(TopicSettings.FOREVER)
            ? UNBOUNDED
            : Long.toString(settings.retentionTime().toMillis()));
    configuration.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(settings.retentionBytes()));
    configuration.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(settings.segmentBytes()));
    configuration.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Long.toString(
            Math.min(Integer.MAX_VALUE, (long) settings.maxMessageBytes() + BATCH_OVERHEAD_BYTES)));
    return configuration;
  }

  /**
   * The settings of a topic; what the cluster does not say is as by default.
   *
   * @param value of a configuration's name
   */
  public static TopicSettings toApi(int partitions, Function<String, @Nullable String> value) {
    TopicSettings defaults = TopicSettings.partitions(partitions);
    long retentionMillis = number(value, TopicConfig.RETENTION_MS_CONFIG, -1);
    long retentionBytes = number(value, TopicConfig.RETENTION_BYTES_CONFIG, -1);
    long segmentBytes = number(value, TopicConfig.SEGMENT_BYTES_CONFIG, defaults.segmentBytes());
    long batchBytes =
        number(
            value,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            defaults.maxMessageBytes() + BATCH_OVERHEAD_BYTES);
    return new TopicSettings(
        partitions,
        retentionMillis > 0 ? Duration.ofMillis(retentionMillis) : TopicSettings.FOREVER,
        retentionBytes > 0 ? retentionBytes : -1,
        (int) Math.max(16 * 1024, Math.min(Integer.MAX_VALUE, segmentBytes)),
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, batchBytes - BATCH_OVERHEAD_BYTES)));
  }

  private static long number(
      Function<String, @Nullable String> value, String name, long otherwise) {
    String found = value.apply(name);
    return found == null ? otherwise : Long.parseLong(found);
  }
}
