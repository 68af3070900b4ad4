package dev.waybill.server.config;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.DELETE_RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.FILE_DELETE_DELAY_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.FLUSH_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.INDEX_INTERVAL_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.PREALLOCATE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_INDEX_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_JITTER_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG;

import dev.waybill.broker.topic.Retention;
import dev.waybill.broker.topic.Timestamps;
import dev.waybill.broker.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/**
 * Kafka's names of topic settings, and what they are here: the one table of them.
 *
 * <pre>
 *   with effect      what {@link TopicSettings} has
 *   one value only   compression.type=producer
 *   no meaning       what concerns replicas, flushing (everything is synced), tiers and indexes:
 *                    accepted, and not kept
 * </pre>
 */
public final class TopicConfigs {
  private static final List<TopicConfig> KNOWN =
      List.of(
          new TopicConfig(
              CLEANUP_POLICY_CONFIG,
              "log.cleanup.policy",
              ConfigType.LIST,
              "Whether old messages are deleted by retention, or all but the latest of each key.",
              settings -> Words.of(settings.cleanup()),
              (settings, value) -> settings.withCleanup(Words.cleanupPolicy(value))),
          new TopicConfig(
              COMPRESSION_TYPE_CONFIG,
              "compression.type",
              ConfigType.STRING,
              "Batches are stored as their producer made them.",
              settings -> Words.PRODUCER,
              TopicConfigs::onlyAsProduced),
          new TopicConfig(
              DELETE_RETENTION_MS_CONFIG,
              "log.cleaner.delete.retention.ms",
              ConfigType.LONG,
              "A message that deletes its key is kept this long in a compacted topic.",
              settings -> Notation.millis(settings.compaction().deleteRetention()),
              (settings, value) ->
                  settings.withCompaction(
                      settings.compaction().withDeleteRetention(Notation.millis(value)))),
          new TopicConfig(
              MAX_COMPACTION_LAG_MS_CONFIG,
              "log.cleaner.max.compaction.lag.ms",
              ConfigType.LONG,
              "A message that a later one replaces goes after this long in a compacted topic.",
              settings -> Notation.millisOrLargest(settings.compaction().maxLag()),
              (settings, value) ->
                  settings.withCompaction(
                      settings.compaction().withMaxLag(Notation.millisOrLargest(value)))),
          new TopicConfig(
              MAX_MESSAGE_BYTES_CONFIG,
              "message.max.bytes",
              ConfigType.INT,
              "A larger batch is refused, in bytes.",
              settings -> String.valueOf(settings.maxBatchBytes()),
              (settings, value) -> settings.withMaxBatchBytes(Notation.wholeNumber(value))),
          new TopicConfig(
              MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
              "log.message.timestamp.after.max.ms",
              ConfigType.LONG,
              "A message from further in the future is refused.",
              settings -> Notation.millisOrLargest(settings.timestamps().maxAfter()),
              (settings, value) ->
                  settings.withTimestamps(
                      new Timestamps(
                          settings.timestamps().source(),
                          settings.timestamps().maxBefore(),
                          Notation.millisOrLargest(value)))),
          new TopicConfig(
              MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
              "log.message.timestamp.before.max.ms",
              ConfigType.LONG,
              "A message that was made longer ago is refused.",
              settings -> Notation.millisOrLargest(settings.timestamps().maxBefore()),
              (settings, value) ->
                  settings.withTimestamps(
                      new Timestamps(
                          settings.timestamps().source(),
                          Notation.millisOrLargest(value),
                          settings.timestamps().maxAfter()))),
          new TopicConfig(
              MESSAGE_TIMESTAMP_TYPE_CONFIG,
              "log.message.timestamp.type",
              ConfigType.STRING,
              "Whether messages keep their producers' times or get the time of the append.",
              settings -> Words.of(settings.timestamps().source()),
              (settings, value) ->
                  settings.withTimestamps(
                      settings.timestamps().withSource(Words.timestampSource(value)))),
          new TopicConfig(
              MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
              "log.cleaner.min.cleanable.ratio",
              ConfigType.DOUBLE,
              "The share of bytes not yet compacted from which a partition is compacted.",
              settings -> String.valueOf(settings.compaction().minDirtyRatio()),
              (settings, value) ->
                  settings.withCompaction(
                      settings.compaction().withMinDirtyRatio(Notation.fraction(value)))),
          new TopicConfig(
              MIN_COMPACTION_LAG_MS_CONFIG,
              "log.cleaner.min.compaction.lag.ms",
              ConfigType.LONG,
              "A message stays at least this long in a compacted topic.",
              settings -> Notation.millis(settings.compaction().minLag()),
              (settings, value) ->
                  settings.withCompaction(
                      settings.compaction().withMinLag(Notation.millis(value)))),
          new TopicConfig(
              RETENTION_BYTES_CONFIG,
              "log.retention.bytes",
              ConfigType.LONG,
              "Of a partition, the oldest messages beyond so many bytes are deleted; -1: none.",
              settings -> Notation.bytesOrMinusOne(settings.retention().bytes()),
              (settings, value) ->
                  settings.withRetention(
                      new Retention(settings.retention().time(), Notation.bytesOrMinusOne(value)))),
          new TopicConfig(
              RETENTION_MS_CONFIG,
              "log.retention.ms",
              ConfigType.LONG,
              "Messages older than so many milliseconds are deleted; -1: none.",
              settings -> Notation.millisOrMinusOne(settings.retention().time()),
              (settings, value) ->
                  settings.withRetention(
                      new Retention(
                          Notation.millisOrMinusOne(value), settings.retention().bytes()))),
          new TopicConfig(
              SEGMENT_BYTES_CONFIG,
              "log.segment.bytes",
              ConfigType.INT,
              "A segment file is closed and a new one begun at this size, in bytes.",
              settings -> String.valueOf(settings.segments().bytes()),
              (settings, value) -> settings.withSegmentBytes(Notation.wholeNumber(value))),
          new TopicConfig(
              SEGMENT_MS_CONFIG,
              "log.roll.ms",
              ConfigType.LONG,
              "A segment file is closed and a new one begun when it spans this much time.",
              settings -> Notation.millis(settings.segments().age()),
              (settings, value) ->
                  settings.withSegments(settings.segments().withAge(Notation.millis(value)))));

  /**
   * Accepted from those who set them everywhere; one node that syncs everything has no use for
   * them.
   */
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          COMPRESSION_GZIP_LEVEL_CONFIG,
          COMPRESSION_LZ4_LEVEL_CONFIG,
          COMPRESSION_ZSTD_LEVEL_CONFIG,
          FILE_DELETE_DELAY_MS_CONFIG,
          FLUSH_MESSAGES_INTERVAL_CONFIG,
          FLUSH_MS_CONFIG,
          INDEX_INTERVAL_BYTES_CONFIG,
          LOCAL_LOG_RETENTION_BYTES_CONFIG,
          LOCAL_LOG_RETENTION_MS_CONFIG,
          MIN_IN_SYNC_REPLICAS_CONFIG,
          PREALLOCATE_CONFIG,
          SEGMENT_INDEX_BYTES_CONFIG,
          SEGMENT_JITTER_MS_CONFIG,
          UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
          "follower.replication.throttled.replicas",
          "leader.replication.throttled.replicas");

  private TopicConfigs() {}

  /** All that have an effect, by name. */
  public static List<TopicConfig> all() {
    return KNOWN;
  }

  public static Optional<TopicConfig> find(String name) {
    return KNOWN.stream().filter(config -> config.name().equals(name)).findAny();
  }

  /** Names of all settings that have an effect. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    KNOWN.forEach(config -> names.add(config.name()));
    return names;
  }

  static boolean isWithoutMeaning(String name) {
    return WITHOUT_MEANING.contains(name);
  }

  /**
   * Settings with one of them changed.
   *
   * @throws InvalidConfigurationException saying what was expected
   */
  public static TopicSettings with(TopicSettings settings, String name, String value) {
    Optional<TopicConfig> config = find(name);
    if (config.isEmpty()) {
      requireKnown(name);
      return settings;
    }
    try {
      return config.get().withValue(settings, value.strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          "Illegal value \"" + value + "\" of " + name + ": " + e.getMessage() + ".");
    }
  }

  /**
   * Settings with one of them as it would be by default.
   *
   * @throws InvalidConfigurationException when there is no such setting
   */
  public static TopicSettings reset(TopicSettings settings, String name, TopicSettings defaults) {
    Optional<TopicConfig> config = find(name);
    if (config.isEmpty()) {
      requireKnown(name);
      return settings;
    }
    return with(settings, name, config.get().valueIn(defaults));
  }

  /**
   * Settings with words added to a list of them, or taken out of it.
   *
   * @throws InvalidConfigurationException when there is no such setting, or it is no list
   */
  public static TopicSettings edited(
      TopicSettings settings, String name, String value, boolean add) {
    List<String> words = Words.list(checkIsList(name).valueIn(settings));
    for (String word : Words.list(value)) {
      words.remove(word);
      if (add) {
        words.add(word);
      }
    }
    return with(settings, name, String.join(",", words));
  }

  /**
   * The setting, which must be a list.
   *
   * @throws InvalidConfigurationException when it is none
   */
  public static TopicConfig checkIsList(String name) {
    return find(name)
        .filter(config -> config.type() == ConfigType.LIST)
        .orElseThrow(
            () ->
                new InvalidConfigurationException(
                    "Expected a setting that is a list, found " + name + "; nothing was changed."));
  }

  /**
   * Checks that the broker takes what its topic would.
   *
   * @throws InvalidConfigurationException when it does not
   */
  public static TopicSettings within(int maxBatchBytes, TopicSettings settings) {
    if (settings.maxBatchBytes() > maxBatchBytes) {
      throw new InvalidConfigurationException(
          "Expected "
              + MAX_MESSAGE_BYTES_CONFIG
              + " of at most "
              + maxBatchBytes
              + " bytes, which is all that this node takes, found "
              + settings.maxBatchBytes()
              + ".");
    }
    return settings;
  }

  private static void requireKnown(String name) {
    if (!isWithoutMeaning(name)) {
      throw new InvalidConfigurationException(
          "Expected a topic setting out of "
              + names()
              + ", found "
              + name
              + "; nothing was changed.");
    }
  }

  private static TopicSettings onlyAsProduced(TopicSettings settings, String value) {
    if (!value.equals(Words.PRODUCER)) {
      throw new IllegalArgumentException("only \"" + Words.PRODUCER + "\" is possible here");
    }
    return settings;
  }
}
