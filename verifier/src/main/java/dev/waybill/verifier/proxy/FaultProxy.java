package dev.waybill.verifier.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka-protocol server's address with faults in between, for plain-text listeners. Brokers that
 * answers name get a port each here, so a whole cluster is behind it. Thread-safe; three threads a
 * connection at most, all of them daemons.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
  private static final int BACKLOG = 50;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final FaultPlan plan;
  private final FaultListener listener;
  private final Replays replays;
  private final Addresses addresses = new Addresses(this::doorTo);
  private final Map<InetSocketAddress, ServerSocket> doors = new ConcurrentHashMap<>();
  private final Set<Integer> ownPorts = ConcurrentHashMap.newKeySet();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Set<String> partitioned = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();
  private final InetSocketAddress bootstrap;
  private volatile boolean closed;

  private FaultProxy(InetSocketAddress server, FaultPlan plan, FaultListener listener)
      throws IOException {
    this.plan = plan;
    this.listener = listener;
    this.replays = new Replays(listener);
    this.bootstrap = doorTo(server.getHostString(), server.getPort());
  }

  /** Listens on a free loopback port and connects to that server for each client that comes. */
  public static FaultProxy before(InetSocketAddress server, FaultPlan plan, FaultListener listener)
      throws IOException {
    return new FaultProxy(server, plan, listener);
  }

  /** What clients take for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrap.getHostString() + ":" + bootstrap.getPort();
  }

  /**
   * Separates a client from every broker: what it sends waits, and so does what it is sent, until
   * {@link #rejoin}. Its connections stay open.
   */
  public void separate(String client) {
    partitioned.add(client);
  }

  /** What waited goes on, in its order. */
  public void rejoin(String client) {
    synchronized (partitioned) {
      partitioned.remove(client);
      partitioned.notifyAll();
    }
  }

  private InetSocketAddress doorTo(String host, int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    if (ownPorts.contains(port) && InetAddress.getByName(host).isLoopbackAddress()) {
      return new InetSocketAddress(loopback.getHostAddress(), port);
    }
    ServerSocket door;
    try {
      door =
          doors.computeIfAbsent(
              InetSocketAddress.createUnresolved(host, port), server -> open(server, loopback));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new InetSocketAddress(loopback.getHostAddress(), door.getLocalPort());
  }

  private ServerSocket open(InetSocketAddress server, InetAddress loopback) {
    try {
      ServerSocket door = new ServerSocket(0, BACKLOG, loopback);
      ownPorts.add(door.getLocalPort());
      daemon("fault-proxy-door", () -> accept(door, server));
      return door;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket door, InetSocketAddress server) {
    while (!closed) {
      Socket client;
      try {
        client = door.accept();
      } catch (IOException e) {
        return;
      }
      daemon("fault-proxy-" + number.incrementAndGet(), () -> connect(client, server));
    }
  }

  private void connect(Socket client, InetSocketAddress server) {
    InetSocketAddress resolved = new InetSocketAddress(server.getHostString(), server.getPort());
    Socket upstream = new Socket();
    try {
      upstream.connect(resolved, CONNECT_TIMEOUT_MILLIS);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    } catch (IOException e) {
      LOG.debug("Nobody at {}: {}", resolved, e.getMessage());
      Link.closeQuietly(client);
      Link.closeQuietly(upstream);
      return;
    }
    Link link = new Link(this, client, upstream, resolved);
    links.add(link);
    if (closed) {
      link.close();
    }
    Thread answers = daemon(Thread.currentThread().getName() + "-answers", link::pumpAnswers);
    try {
      link.pumpRequests();
      answers.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      links.remove(link);
      link.close();
    }
  }

  FaultPlan plan() {
    return plan;
  }

  FaultListener listener() {
    return listener;
  }

  Replays replays() {
    return replays;
  }

  Addresses addresses() {
    return addresses;
  }

  /** Waits while that client is separated. */
  void awaitJoined(String client) throws InterruptedException {
    if (!partitioned.contains(client)) {
      return;
    }
    synchronized (partitioned) {
      while (partitioned.contains(client) && !closed) {
        partitioned.wait();
      }
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Closes all doors and connections; what is held or delayed is lost. */
  @Override
  public void close() {
    closed = true;
    for (ServerSocket door : doors.values()) {
      try {
        door.close();
      } catch (IOException e) {
        LOG.debug("A door was closed already", e);
      }
    }
    links.forEach(Link::close);
    synchronized (partitioned) {
      partitioned.notifyAll();
    }
  }
}
