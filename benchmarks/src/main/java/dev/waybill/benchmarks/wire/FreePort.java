package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port for a server that cannot be asked which one it got. */
final class FreePort {

  private FreePort() {}

  /** One that nobody listens on at this moment. */
  static int find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
