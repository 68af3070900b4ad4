package dev.waybill.server;

import dev.waybill.broker.Broker;
import dev.waybill.server.net.Listener;
import dev.waybill.server.protocol.Codecs;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A broker that any Kafka client can talk to. Thread-safe.
 *
 * <pre>{@code
 * try (Broker broker = Broker.open(directory, settings);
 *     KafkaServer server = KafkaServer.start(broker, new InetSocketAddress("127.0.0.1", 0))) {
 *   properties.put("bootstrap.servers", server.bootstrapServers());
 * }
 * }</pre>
 *
 * <p>The broker stays its opener's: it is closed after the server, not by it.
 */
public final class KafkaServer implements AutoCloseable {
  private final Listener listener;

  private KafkaServer(Listener listener) {
    this.listener = listener;
  }

  /**
   * Listens on an address, port 0 taking a free one, with {@link ServerSettings#defaults()}.
   *
   * @throws IOException when the address cannot be bound
   */
  public static KafkaServer start(Broker broker, InetSocketAddress address) throws IOException {
    return start(broker, address, ServerSettings.defaults());
  }

  /**
   * Listens on an address, port 0 taking a free one.
   *
   * @throws IOException when the address cannot be bound
   */
  public static KafkaServer start(Broker broker, InetSocketAddress address, ServerSettings settings)
      throws IOException {
    broker.decompressWith(Codecs.KAFKA);
    return new KafkaServer(
        Listener.open(address, Handlers.of(broker, settings), settings.connections()));
  }

  /** Where it listens, with the port it took. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** The address as clients' {@code bootstrap.servers} wants it. */
  public String bootstrapServers() {
    return address().getHostString() + ":" + address().getPort();
  }

  /** Connections at this moment. */
  public int connections() {
    return listener.connections();
  }

  /**
   * Accepts no more connections, answers the requests that were begun (those that are not done
   * within the settings' grace as timed out), and closes. The broker stays open.
   */
  @Override
  public void close() {
    listener.close();
  }
}
