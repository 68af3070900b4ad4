package dev.waybill.embedded;

import dev.waybill.broker.Broker;
import dev.waybill.broker.Front;
import dev.waybill.error.RejectedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a broker of this process listen, where {@code ?listen=HOST:PORT} asks for it. */
final class Fronts {
  private static final Logger log = LoggerFactory.getLogger(Fronts.class);
  private static final int MAX_PORT = 65_535;

  private Fronts() {}

  /**
   * Listens with the front that is on the class path.
   *
   * @throws RejectedException saying what is missing or wrong; nothing listens
   */
  static Front.Listening listen(Broker broker, InetSocketAddress address) {
    Front front =
        ServiceLoader.load(Front.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new RejectedException(
                        "opening embedded: option listen: expected waybill-server on the class"
                            + " path, found nothing that can listen; nothing was opened. Add the"
                            + " dependency, or remove the option"));
    try {
      Front.Listening listening = front.listen(broker, address);
      log.info("Kafka clients can connect to {}", listening.address());
      return listening;
    } catch (IOException e) {
      throw new RejectedException(
          "opening embedded: option listen: "
              + e.getMessage()
              + "; nothing was opened. Choose another port, 0 for a free one",
          e);
    }
  }

  /**
   * The option's value. Loopback only: whoever reaches it could read and write everything.
   *
   * @throws RejectedException for anything else
   */
  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= MAX_PORT) {
        InetAddress host = InetAddress.getByName(text.substring(0, colon));
        if (host.isLoopbackAddress()) {
          return new InetSocketAddress(host, port);
        }
      }
    } catch (NumberFormatException | UnknownHostException e) {
      throw expected(text);
    }
    throw expected(text);
  }

  private static RejectedException expected(String text) {
    return new RejectedException(
        "opening embedded: option listen: expected HOST:PORT with a loopback host, like"
            + " 127.0.0.1:9092, found '"
            + text
            + "'; nothing was opened. Correct it; to be reached from other machines, serve the"
            + " directory with waybill serve --insecure-listen");
  }
}
