package dev.waybill.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that cannot be asked which one they got, or that must find their own again
 * after a restart.
 *
 * <p>They lie below those that an operating system gives to connections and to whoever asks for
 * any: nobody gets one by accident while its server is down. Who else chooses one there on purpose
 * can still be quicker; then the server cannot bind, and its starter tries others.
 */
public final class FreePort {

  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 31_999;
  private static final int TRIES = 1_000;

  private FreePort() {}

  /**
   * One that nobody listens on at this moment.
   *
   * @throws IOException none was found
   */
  public static int find() throws IOException {
    return find(1).iterator().next();
  }

  /** So many different ones. */
  static Set<Integer> find(int count) throws IOException {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; ports.size() < count; i++) {
      if (i == TRIES) {
        throw new IOException(
            String.format(
                "expected %d free ports from %d to %d, found %d in %d tries; nothing was started",
                count, LOWEST, HIGHEST, ports.size(), TRIES));
      }
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
