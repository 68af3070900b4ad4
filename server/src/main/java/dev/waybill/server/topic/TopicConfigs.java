package dev.waybill.server.topic;

import dev.waybill.broker.topic.Retention;
import dev.waybill.broker.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/**
 * Kafka's names of topic settings, and what they are here.
 *
 * <pre>
 *   with effect      retention.ms, retention.bytes, segment.bytes, max.message.bytes
 *   one value only   cleanup.policy=delete, message.timestamp.type=CreateTime, compression.type=producer
 *   no meaning       what concerns replicas, flushing (everything is synced) and indexes: accepted,
 *                    and not kept
 * </pre>
 */
public final class TopicConfigs {
  /** Kafka's word for "without limit". */
  private static final String UNLIMITED = "-1";

  /**
   * A setting.
   *
   * @param name Kafka's name of it
   * @param type what its values are
   * @param documentation one line of what it does here
   * @param get its value in Kafka's notation
   * @param set settings with another value; throws {@link IllegalArgumentException} for an illegal
   *     one
   */
  record Config(
      String name,
      ConfigType type,
      String documentation,
      Function<TopicSettings, String> get,
      BiFunction<TopicSettings, String, TopicSettings> set) {}

  private static final List<Config> KNOWN =
      List.of(
          new Config(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              ConfigType.LIST,
              "Old messages are deleted by retention.",
              settings -> TopicConfig.CLEANUP_POLICY_DELETE,
              only(TopicConfig.CLEANUP_POLICY_DELETE)),
          new Config(
              TopicConfig.COMPRESSION_TYPE_CONFIG,
              ConfigType.STRING,
              "Batches are stored as their producer made them.",
              settings -> "producer",
              only("producer")),
          new Config(
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              ConfigType.INT,
              "A larger batch is refused, in bytes.",
              settings -> String.valueOf(settings.maxBatchBytes()),
              (settings, value) -> settings.withMaxBatchBytes(Integer.parseInt(value))),
          new Config(
              TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
              ConfigType.STRING,
              "Messages keep the timestamps of their producers.",
              settings -> "CreateTime",
              only("CreateTime")),
          new Config(
              TopicConfig.RETENTION_BYTES_CONFIG,
              ConfigType.LONG,
              "Of a partition, the oldest messages beyond so many bytes are deleted; -1: none.",
              settings ->
                  settings.retention().bytes().isPresent()
                      ? String.valueOf(settings.retention().bytes().getAsLong())
                      : UNLIMITED,
              (settings, value) -> withRetentionBytes(settings, Long.parseLong(value))),
          new Config(
              TopicConfig.RETENTION_MS_CONFIG,
              ConfigType.LONG,
              "Messages older than so many milliseconds are deleted; -1: none.",
              settings ->
                  settings
                      .retention()
                      .time()
                      .map(time -> String.valueOf(time.toMillis()))
                      .orElse(UNLIMITED),
              (settings, value) -> withRetentionTime(settings, Long.parseLong(value))),
          new Config(
              TopicConfig.SEGMENT_BYTES_CONFIG,
              ConfigType.INT,
              "A segment file is closed and a new one begun at this size, in bytes.",
              settings -> String.valueOf(settings.segments().bytes()),
              (settings, value) -> settings.withSegmentBytes(Integer.parseInt(value))));

  /**
   * Accepted from those who set them everywhere; one node that syncs everything has no use for
   * them.
   */
  private static final Set<String> WITHOUT_MEANING =
      new TreeSet<>(
          Arrays.asList(
              TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
              TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
              TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG,
              TopicConfig.FLUSH_MS_CONFIG,
              TopicConfig.INDEX_INTERVAL_BYTES_CONFIG,
              TopicConfig.SEGMENT_INDEX_BYTES_CONFIG,
              TopicConfig.SEGMENT_JITTER_MS_CONFIG,
              TopicConfig.PREALLOCATE_CONFIG,
              TopicConfig.FILE_DELETE_DELAY_MS_CONFIG));

  private TopicConfigs() {}

  static List<Config> all() {
    return KNOWN;
  }

  static Optional<Config> find(String name) {
    return KNOWN.stream().filter(config -> config.name().equals(name)).findAny();
  }

  /** Names of all settings that have an effect. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    KNOWN.forEach(config -> names.add(config.name()));
    return names;
  }

  /**
   * Settings with one of them changed.
   *
   * @throws InvalidConfigurationException saying what was expected
   */
  public static TopicSettings with(TopicSettings settings, String name, String value) {
    Optional<Config> config = find(name);
    if (config.isEmpty()) {
      if (WITHOUT_MEANING.contains(name)) {
        return settings;
      }
      throw new InvalidConfigurationException(
          "Expected a topic setting out of "
              + names()
              + ", found "
              + name
              + "; nothing was changed.");
    }
    try {
      return config.get().set().apply(settings, value.strip());
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
  static TopicSettings reset(TopicSettings settings, String name, TopicSettings defaults) {
    return find(name)
        .map(config -> config.set().apply(settings, config.get().apply(defaults)))
        .orElseGet(() -> with(settings, name, ""));
  }

  private static BiFunction<TopicSettings, String, TopicSettings> only(String value) {
    return (settings, found) -> {
      if (!found.equals(value)) {
        throw new IllegalArgumentException("only \"" + value + "\" is possible here");
      }
      return settings;
    };
  }

  private static TopicSettings withRetentionTime(TopicSettings old, long millis) {
    Optional<Duration> time =
        millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    return old.withRetention(new Retention(time, old.retention().bytes()));
  }

  private static TopicSettings withRetentionBytes(TopicSettings old, long bytes) {
    OptionalLong limit = bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    return old.withRetention(new Retention(old.retention().time(), limit));
  }
}
