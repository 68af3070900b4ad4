package dev.waybill.broker;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Lets clients on a network reach a broker of this process. Found by {@code ServiceLoader}. */
public interface Front {

  /**
   * Listens until closed; the broker stays its opener's, who closes the front first.
   *
   * @param address where to listen; port 0 takes a free one
   * @return what listens
   * @throws IOException when the address cannot be bound
   */
  Listening listen(Broker broker, InetSocketAddress address) throws IOException;

  /** A front that listens. */
  interface Listening extends AutoCloseable {
    /** Where, with the port it took. */
    InetSocketAddress address();

    /** Answers what was begun, and listens no more. */
    @Override
    void close();
  }
}
