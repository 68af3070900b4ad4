package dev.waybill.kafka;

import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.group.GroupSettings;
import dev.waybill.broker.group.classic.ClassicSettings;
import dev.waybill.engine.Engine;
import dev.waybill.server.KafkaServer;
import dev.waybill.server.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Our own server on a free port, as the cluster that the engine is opened on. */
public final class Served implements AutoCloseable {
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

  private Served(Broker broker, KafkaServer server) {
    this.broker = broker;
    this.server = server;
  }

  public static Served on(Path directory) throws IOException {
    return on(directory, ServerSettings.defaults());
  }

  /** One that makes no topic of itself: what somebody publishes to would come back when deleted. */
  static Served withoutAutoCreation(Path directory) throws IOException {
    return on(directory, ServerSettings.defaults().withAutoCreateTopics(false));
  }

  private static Served on(Path directory, ServerSettings settings) throws IOException {
    Broker broker = Broker.open(directory, BrokerSettings.defaults(1).withGroups(LIVELY));
    try {
      InetSocketAddress anyPort = new InetSocketAddress("127.0.0.1", 0);
      return new Served(broker, KafkaServer.start(broker, anyPort, settings));
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** An engine on it, with options of the engine or of Kafka's clients. */
  Engine open(Map<String, String> options) {
    return new KafkaProvider().open("//" + bootstrapServers(), options);
  }

  /** As {@code Waybill.open} takes it. */
  public String url() {
    return "kafka://" + bootstrapServers();
  }

  /** As Kafka's clients take it. */
  public String bootstrapServers() {
    return server.bootstrapServers();
  }

  @Override
  public void close() {
    server.close();
    broker.close();
  }
}
