package dev.waybill.server.protocol;

import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/**
 * Who asks, and how.
 *
 * @param clientId what the client calls itself, empty if it does not
 * @param version the version of the API key it speaks; its answer is in the same
 * @param remote the client's end of the connection
 * @param local our end, as the client reached it
 * @param connection told apart from every other connection of this server's life
 * @param isConnected whether the connection still stands; any thread may ask
 * @param loop the connection's thread; runs what is handed to it in order, and must not be blocked
 */
public record Caller(
    String clientId,
    short version,
    InetSocketAddress remote,
    InetSocketAddress local,
    String connection,
    BooleanSupplier isConnected,
    ScheduledExecutorService loop) {

  /** The client's address without its port, as groups show it: {@code /127.0.0.1}. */
  public String host() {
    return String.valueOf(remote.getAddress());
  }
}
