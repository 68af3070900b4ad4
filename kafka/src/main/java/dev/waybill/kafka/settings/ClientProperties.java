package dev.waybill.kafka.settings;

import dev.waybill.error.RejectedException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Properties of Kafka's clients: the user's, each given to the clients that know it, and under the
 * engine's own, which carry the guarantees and which a user therefore cannot set.
 */
public final class ClientProperties {

  /** What a user may not set, because a declared guarantee or an argument of the SPI decides it. */
  private static final Set<String> THE_ENGINES =
      Set.of(
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.BATCH_SIZE_CONFIG,
          ProducerConfig.BUFFER_MEMORY_CONFIG,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.LINGER_MS_CONFIG,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          ProducerConfig.RETRIES_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  private final KafkaOptions options;

  public ClientProperties(KafkaOptions options) {
    this.options = options;
  }

  static void requireKnown(Collection<String> names, List<String> ours) {
    for (String name : names) {
      if (THE_ENGINES.contains(name)) {
        throw new RejectedException(
            "opening kafka: option "
                + name
                + " is not for you to set: the declared guarantees and the builders decide it;"
                + " nothing was opened. Remove it, and declare what you need on the publisher or"
                + " subscription");
      }
      if (!ProducerConfig.configNames().contains(name)
          && !ConsumerConfig.configNames().contains(name)
          && !AdminClientConfig.configNames().contains(name)) {
        throw new RejectedException(
            "opening kafka: expected options out of "
                + new TreeSet<>(ours)
                + " or of Kafka's clients, found '"
                + name
                + "'; nothing was opened. Remove the option, or correct its name");
      }
    }
  }

  /** For administration. */
  public Map<String, Object> admin() {
    Map<String, Object> properties = of(AdminClientConfig.configNames());
    properties.put(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
        (int) options.requestTimeout().toMillis());
    // So that one broker that does not answer leaves time for another.
    properties.putIfAbsent(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.max(1, options.requestTimeout().toMillis() / 3));
    return properties;
  }

  /** For publishing; what the engine adds wins. */
  public Map<String, Object> producer() {
    return of(ProducerConfig.configNames());
  }

  /** For consuming; what the engine adds wins. */
  public Map<String, Object> consumer() {
    Map<String, Object> properties = of(ConsumerConfig.configNames());
    properties.put(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
        (int) options.requestTimeout().toMillis());
    return properties;
  }

  private Map<String, Object> of(Set<String> known) {
    Map<String, Object> properties = new HashMap<>();
    options
        .ofClients()
        .forEach(
            (name, value) -> {
              if (known.contains(name)) {
                properties.put(name, value);
              }
            });
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    properties.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, "waybill");
    return properties;
  }
}
