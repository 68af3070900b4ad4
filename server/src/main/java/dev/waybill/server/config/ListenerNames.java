package dev.waybill.server.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kafka's listeners, {@code NAME://host:port}, of which one is for clients here: those of
 * controllers have no meaning, and only plain ones can be had.
 */
public final class ListenerNames {
  private static final String PLAIN = "PLAINTEXT";
  private static final String SEPARATOR = "://";
  private static final String EVERYWHERE = "0.0.0.0";
  private static final int MAX_PORT = 65_535;

  private final List<String> controllers;
  private final Map<String, String> protocols = new HashMap<>();

  public ListenerNames(NodeProperties properties) {
    controllers = Words.list(properties.text("controller.listener.names").orElse(""));
    for (String each : Words.list(properties.text("listener.security.protocol.map").orElse(""))) {
      int colon = each.indexOf(':');
      if (colon > 0) {
        protocols.put(each.substring(0, colon), each.substring(colon + 1));
      }
    }
  }

  /**
   * The clients' address, not resolved.
   *
   * @param name the property, for messages
   * @throws IllegalArgumentException when there is more than one, or it is not plain
   */
  public Optional<InetSocketAddress> clients(String name, Optional<String> listeners) {
    List<InetSocketAddress> found = new ArrayList<>();
    for (String listener : Words.list(listeners.orElse(""))) {
      int separator = listener.indexOf(SEPARATOR);
      if (separator < 0) {
        throw new IllegalArgumentException(
            name + ": expected NAME://host:port, found \"" + listener + "\"");
      }
      String listenerName = listener.substring(0, separator);
      if (!controllers.contains(listenerName)) {
        requirePlain(name, listenerName);
        found.add(address(name, listener.substring(separator + SEPARATOR.length())));
      }
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          name + ": expected one listener for clients, found " + found.size());
    }
    return found.stream().findFirst();
  }

  private void requirePlain(String name, String listener) {
    String protocol = protocols.getOrDefault(listener, listener);
    if (!protocol.equals(PLAIN)) {
      throw new IllegalArgumentException(
          name
              + ": expected a "
              + PLAIN
              + " listener, for TLS and authentication are not implemented yet, found "
              + protocol);
    }
  }

  private static InetSocketAddress address(String name, String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    int port = colon < 0 ? -1 : Notation.wholeNumber(hostAndPort.substring(colon + 1));
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          name + ": expected host:port, found \"" + hostAndPort + "\"");
    }
    String host = hostAndPort.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return InetSocketAddress.createUnresolved(host.isEmpty() ? EVERYWHERE : host, port);
  }
}
