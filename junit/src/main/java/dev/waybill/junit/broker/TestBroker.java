package dev.waybill.junit.broker;

import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.broker.Broker;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.embedded.EmbeddedEngine;
import dev.waybill.engine.Engine;
import dev.waybill.error.WaybillException;
import dev.waybill.server.KafkaServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A broker on a directory of its own, with everything that a user's test may want of it.
 * Thread-safe.
 */
public final class TestBroker implements AutoCloseable {

  /** By number, so that clients of every kind find it, whatever the machine calls itself. */
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final Path directory;
  private final Broker broker;
  private final EmbeddedEngine engine;
  private @Nullable KafkaServer kafka;

  private TestBroker(Path directory, Broker broker, EmbeddedEngine engine) {
    this.directory = directory;
    this.broker = broker;
    this.engine = engine;
  }

  /** Opens one in a directory that is empty or does not exist. */
  static TestBroker open(Path directory) {
    BrokerSettings settings = BrokerSettings.defaults(new SecureRandom().nextLong());
    Broker broker = Broker.open(directory, settings);
    return new TestBroker(directory, broker, new EmbeddedEngine(broker, settings));
  }

  /** Its engine; closing what this returns closes nothing. */
  public Engine engine() {
    return new LentEngine(engine);
  }

  /** A Waybill of its own: closing it ends its subscriptions and publishers, not the broker. */
  public Waybill waybill() {
    return Waybill.over(engine());
  }

  /** Where Kafka clients can connect, {@code 127.0.0.1:PORT}; begins to listen when first asked. */
  public synchronized String bootstrapServers() {
    KafkaServer server = kafka;
    if (server == null) {
      try {
        server =
            KafkaServer.start(broker, new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "expected a free port of 127.0.0.1 for Kafka's protocol, found none; nothing listens",
            e);
      }
      kafka = server;
    }
    return server.bootstrapServers();
  }

  /**
   * Deletes all topics and groups.
   *
   * @return what is left all the same, and why; empty if it is as new
   */
  public Optional<String> clean() {
    try {
      for (String topic : engine.topics().list()) {
        engine.topics().delete(topic);
      }
      for (String group : engine.groups().list()) {
        Optional<GroupDescription> found = engine.groups().describe(group);
        if (found.isPresent() && !found.get().members().isEmpty()) {
          return Optional.of("group " + group + " still has the members " + found.get().members());
        }
        engine.groups().delete(group);
      }
      return broker.isOpen() ? Optional.empty() : Optional.of("the broker has stopped");
    } catch (WaybillException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  Path directory() {
    return directory;
  }

  /** Lets go of port and directory; the files stay. */
  @Override
  public synchronized void close() {
    KafkaServer server = kafka;
    try {
      if (server != null) {
        server.close();
      }
    } finally {
      engine.close();
    }
  }
}
