package dev.waybill.server;

import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/**
 * A data directory behind Kafka's protocol: a broker and its server, which live and end together.
 * Thread-safe.
 */
public final class KafkaNode implements AutoCloseable {
  private final Broker broker;
  private final KafkaServer server;

  private KafkaNode(Broker broker, KafkaServer server) {
    this.broker = broker;
    this.server = server;
  }

  /**
   * Opens the directory, creating it if it does not exist, and listens.
   *
   * @param address where to listen; port 0 takes a free one
   * @throws BrokerException {@code DATA_DIRECTORY} or {@code CORRUPT_LOG}, as {@link Broker#open}
   * @throws IOException when the address cannot be bound; the directory is closed again
   */
  public static KafkaNode open(Path directory, InetSocketAddress address, ServerSettings settings)
      throws IOException {
    return open(directory, address, ServerProperties.of(Map.of(), freshSettings(), settings));
  }

  /**
   * Opens the directory as its configuration says; see {@link #open(Path, InetSocketAddress,
   * ServerSettings)}.
   *
   * @param configuration whose settings count; where to listen and what to open is said here
   */
  public static KafkaNode open(
      Path directory, InetSocketAddress address, ServerProperties configuration)
      throws IOException {
    Broker broker = Broker.open(directory, configuration.broker());
    try {
      return new KafkaNode(broker, KafkaServer.start(broker, address, configuration.server()));
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** What a broker is set to where nobody says otherwise. */
  public static BrokerSettings freshSettings() {
    // The seed makes topic ids, which tell apart topics of one name in different directories.
    return BrokerSettings.defaults(new SecureRandom().nextLong());
  }

  /** Where it listens, with the port it took. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Why the broker stopped by itself, in words; empty while it runs. */
  public Optional<String> failure() {
    return broker.failure().map(Throwable::getMessage);
  }

  /**
   * Accepts no more, answers what was begun, saves what makes the next start fast, and lets go of
   * the directory.
   */
  @Override
  public void close() {
    server.close();
    broker.close();
  }
}
