package dev.waybill.server.config;

import dev.waybill.broker.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/**
 * The entries of a properties file under Kafka's names, taken out one by one.
 *
 * <pre>
 *   taken                     has an effect
 *   left, known to Kafka      has no meaning on one node
 *   left, unknown             probably a mistake
 * </pre>
 */
public final class NodeProperties {
  private final SortedMap<String, String> entries;
  private final Set<String> taken = new HashSet<>();

  public NodeProperties(Map<String, String> entries) {
    this.entries = new TreeMap<>(entries);
  }

  /** Its value; empty if it is not there or has none. */
  public Optional<String> text(String name) {
    taken.add(name);
    return Optional.ofNullable(entries.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  public boolean truth(String name, boolean otherwise) {
    return value(name, Notation::truth).orElse(otherwise);
  }

  public int wholeNumber(String name, int otherwise) {
    return value(name, Notation::wholeNumber).orElse(otherwise);
  }

  public long largeNumber(String name, long otherwise) {
    return value(name, Notation::largeNumber).orElse(otherwise);
  }

  public Duration millis(String name, Duration otherwise) {
    return value(name, Notation::millis).orElse(otherwise);
  }

  public Duration minutes(String name, Duration otherwise) {
    return value(name, text -> Duration.ofMinutes(Notation.wholeNumber(text))).orElse(otherwise);
  }

  /**
   * Topics as they are to be where nobody says otherwise: by the broker's and the topic's names.
   */
  public TopicSettings topics(TopicSettings otherwise) {
    TopicSettings settings =
        otherwise.withPartitions(wholeNumber("num.partitions", otherwise.partitions()));
    settings = longer(settings, "retention.ms", "log.retention.hours", Duration.ofHours(1));
    settings = longer(settings, "retention.ms", "log.retention.minutes", Duration.ofMinutes(1));
    settings = longer(settings, "segment.ms", "log.roll.hours", Duration.ofHours(1));
    for (TopicConfig config : TopicConfigs.all()) {
      for (String name : List.of(config.brokerName(), config.name())) {
        Optional<String> value = text(name);
        if (value.isPresent()) {
          settings = with(settings, config.name(), name, value.get());
        }
      }
    }
    return settings;
  }

  /** The same setting in a longer unit; the shorter one's name has the last word. */
  private TopicSettings longer(TopicSettings settings, String name, String in, Duration unit) {
    Optional<Integer> units = value(in, Notation::wholeNumber);
    if (units.isEmpty()) {
      return settings;
    }
    int count = units.get();
    long millis = count < 0 ? count : Math.multiplyExact(count, unit.toMillis());
    return with(settings, name, in, String.valueOf(millis));
  }

  private static TopicSettings with(
      TopicSettings settings, String config, String name, String value) {
    try {
      return TopicConfigs.with(settings, config, value);
    } catch (InvalidConfigurationException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private <T> Optional<T> value(String name, Function<String, T> reading) {
    return text(name)
        .map(
            text -> {
              try {
                return reading.apply(text);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
              }
            });
  }

  /** Names nobody took. */
  public List<String> left() {
    return entries.keySet().stream().filter(name -> !taken.contains(name)).toList();
  }

  /** Of those nobody took, the names that mean something to a Kafka broker, and nothing here. */
  public List<String> withoutMeaning() {
    KafkaNames kafka = KafkaNames.load();
    List<String> names = new ArrayList<>(left());
    names.removeIf(name -> !kafka.contains(name) && !TopicConfigs.isWithoutMeaning(name));
    return names;
  }

  /** Of those nobody took, the names that mean nothing to a Kafka broker either. */
  public List<String> unknown() {
    List<String> names = new ArrayList<>(left());
    names.removeAll(withoutMeaning());
    return names;
  }
}
