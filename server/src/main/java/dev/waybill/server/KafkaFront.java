package dev.waybill.server;

import dev.waybill.broker.Broker;
import dev.waybill.broker.Front;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * What {@code embedded:DIR?listen=HOST:PORT} finds when this module is on the class path: the
 * server with {@link ServerSettings#defaults()}.
 */
public final class KafkaFront implements Front {

  /** For {@code ServiceLoader}. */
  public KafkaFront() {}

  @Override
  public Listening listen(Broker broker, InetSocketAddress address) throws IOException {
    KafkaServer server = KafkaServer.start(broker, address);
    return new Listening() {
      @Override
      public InetSocketAddress address() {
        return server.address();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }
}
