package dev.waybill.server;

import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.GroupSettings;
import dev.waybill.broker.group.classic.ClassicSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker on a directory, its server on a free port, and Kafka's own clients of it. */
public final class ServedBroker implements AutoCloseable {
  /** Members hear of each other soon, so that no test waits for its turn. */
  private static final GroupSettings LIVELY =
      new GroupSettings(
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofDays(7),
          Duration.ofMinutes(10),
          1_000,
          4_096,
          ClassicSettings.DEFAULTS);

  private final Broker broker;
  private final KafkaServer server;

  private ServedBroker(Broker broker, KafkaServer server) {
    this.broker = broker;
    this.server = server;
  }

  public static ServedBroker on(Path directory) throws IOException {
    return on(directory, BrokerSettings.defaults(1).withGroups(LIVELY), ServerSettings.defaults());
  }

  /** On the port that an earlier one had, for clients who stayed. */
  public static ServedBroker on(Path directory, int port) throws IOException {
    return on(
        directory,
        BrokerSettings.defaults(1).withGroups(LIVELY),
        ServerSettings.defaults(),
        new InetSocketAddress("127.0.0.1", port));
  }

  public static ServedBroker on(
      Path directory, BrokerSettings brokerSettings, ServerSettings serverSettings)
      throws IOException {
    return on(directory, brokerSettings, serverSettings, new InetSocketAddress("127.0.0.1", 0));
  }

  private static ServedBroker on(
      Path directory,
      BrokerSettings brokerSettings,
      ServerSettings serverSettings,
      InetSocketAddress address)
      throws IOException {
    Broker broker = Broker.open(directory, brokerSettings);
    try {
      return new ServedBroker(broker, KafkaServer.start(broker, address, serverSettings));
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  public Broker broker() {
    return broker;
  }

  public KafkaServer server() {
    return server;
  }

  public String bootstrapServers() {
    return server.bootstrapServers();
  }

  public KafkaProducer<String, String> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    config.putAll(more);
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }

  public KafkaConsumer<String, String> consumer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.putAll(more);
    return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  @Override
  public void close() {
    server.close();
    broker.close();
  }
}
