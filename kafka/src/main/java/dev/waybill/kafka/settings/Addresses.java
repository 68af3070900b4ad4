package dev.waybill.kafka.settings;

import dev.waybill.error.RejectedException;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/** Where brokers are, as written in a URL. */
final class Addresses {

  private static final int HIGHEST_PORT = 65_535;

  private Addresses() {}

  /**
   * Reads {@code //HOST:PORT,HOST:PORT}.
   *
   * @throws RejectedException there is none, or one is no host and port
   */
  static List<String> parse(String address) {
    String listed = address.startsWith("//") ? address.substring(2) : address;
    if (listed.endsWith("/")) {
      listed = listed.substring(0, listed.length() - 1);
    }
    List<String> servers = List.of(listed.split(",", -1)).stream().map(String::strip).toList();
    for (String server : servers) {
      if (!isHostAndPort(server)) {
        throw new RejectedException(
            "opening kafka:"
                + address
                + ": expected brokers as in kafka://b1:9092,b2:9092, found '"
                + server
                + "', which is no HOST:PORT; nothing was opened. Correct the address");
      }
    }
    return servers;
  }

  private static boolean isHostAndPort(String server) {
    String host = Utils.getHost(server);
    Integer port = Utils.getPort(server);
    return host != null && port != null && port > 0 && port <= HIGHEST_PORT;
  }
}
