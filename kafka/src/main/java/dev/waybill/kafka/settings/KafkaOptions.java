package dev.waybill.kafka.settings;

import dev.waybill.error.RejectedException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kafka://HOST:PORT,HOST:PORT?name=value&…} and the map beside it say.
 *
 * <pre>
 *   openTimeout         how long opening may take until some broker has answered; 15s by default
 *   requestTimeout      how long a look at, or a change of, topics, groups and positions may take;
 *                       30s by default
 *   replicationFactor   of topics created through here; the cluster's default unless given
 *   groupProtocol       consumer (KIP-848), classic, or auto: consumer where the cluster has it
 *   anything of Kafka's own clients, by its own name: security.protocol, sasl.jaas.config,
 *   ssl.truststore.location, compression.type, client.id, client.rack, …
 * </pre>
 *
 * @param bootstrapServers where the cluster is asked first, {@code HOST:PORT} each
 * @param replicationFactor of topics created through here; empty: the cluster's default
 * @param groupProtocol empty: the newer one where the cluster has it
 * @param ofClients what Kafka's clients are told beside what the engine tells them
 */
public record KafkaOptions(
    List<String> bootstrapServers,
    Duration openTimeout,
    Duration requestTimeout,
    Optional<Short> replicationFactor,
    Optional<GroupProtocol> groupProtocol,
    Map<String, String> ofClients) {

  private static final String OPEN_TIMEOUT = "openTimeout";
  private static final String REQUEST_TIMEOUT = "requestTimeout";
  private static final String REPLICATION_FACTOR = "replicationFactor";
  private static final String GROUP_PROTOCOL = "groupProtocol";
  private static final List<String> OURS =
      List.of(GROUP_PROTOCOL, OPEN_TIMEOUT, REPLICATION_FACTOR, REQUEST_TIMEOUT);

  public KafkaOptions {
    bootstrapServers = List.copyOf(bootstrapServers);
    ofClients = Map.copyOf(ofClients);
  }

  /**
   * Reads them.
   *
   * @param address what follows {@code kafka:}
   * @throws RejectedException it names no broker, an option is unknown or its value illegal, or it
   *     is one that carries a guarantee and so is the engine's to set
   */
  public static KafkaOptions parse(String address, Map<String, String> options) {
    Map<String, String> left = new TreeMap<>(options);
    KafkaOptions parsed =
        new KafkaOptions(
            Addresses.parse(address),
            take(left, OPEN_TIMEOUT, KafkaOptions::duration).orElse(Duration.ofSeconds(15)),
            take(left, REQUEST_TIMEOUT, KafkaOptions::duration).orElse(Duration.ofSeconds(30)),
            take(left, REPLICATION_FACTOR, KafkaOptions::factor),
            take(left, GROUP_PROTOCOL, KafkaOptions::protocol),
            left);
    ClientProperties.requireKnown(left.keySet(), OURS);
    return parsed;
  }

  private static <T> Optional<T> take(
      Map<String, String> options, String name, Function<String, @Nullable T> read) {
    String text = options.remove(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(read.apply(text.strip()));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new RejectedException(
          "opening kafka: option "
              + name
              + ": "
              + e.getMessage()
              + ", found '"
              + text
              + "'; nothing was opened. Correct the value",
          e);
    }
  }

  private static Duration duration(String text) {
    String iso = text.toUpperCase(Locale.ROOT);
    try {
      Duration duration = Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
      if (duration.toMillis() > 0 && duration.toMillis() <= Integer.MAX_VALUE) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException("expected a duration like 30s, 5m or PT1H", e);
    }
    throw new IllegalArgumentException("expected a duration of 1 ms to 24 days");
  }

  private static Short factor(String text) {
    try {
      short factor = Short.parseShort(text);
      if (factor > 0) {
        return factor;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected how many brokers keep a copy, at least 1", e);
    }
    throw new IllegalArgumentException("expected how many brokers keep a copy, at least 1");
  }

  private static @Nullable GroupProtocol protocol(String text) {
    return switch (text) {
      case "auto" -> null;
      case "consumer" -> GroupProtocol.CONSUMER;
      case "classic" -> GroupProtocol.CLASSIC;
      default -> throw new IllegalArgumentException("expected auto, consumer or classic");
    };
  }

  /** The brokers as a user would write them. */
  public String servers() {
    return String.join(",", bootstrapServers);
  }
}
