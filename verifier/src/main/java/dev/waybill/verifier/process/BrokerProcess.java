package dev.waybill.verifier.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A broker in a process of its own, on one data directory and one port through all its lives. */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Groups come together again at once, and take a silent member for dead soon. */
  private static final Map<String, String> SOON =
      Map.of(
          "group.initial.rebalance.delay.ms", "0",
          "group.min.session.timeout.ms", "500",
          "group.consumer.session.timeout.ms", "2000",
          "group.consumer.heartbeat.interval.ms", "200");

  private final Path data;
  private final Path errors;
  private ChildJvm child;
  private final int port;

  private BrokerProcess(Path data, Path errors, ChildJvm child, int port) {
    this.data = data;
    this.errors = errors;
    this.child = child;
    this.port = port;
  }

  /** Starts on a free port. Returns when it serves. */
  public static BrokerProcess start(Path data, Path errors)
      throws IOException, InterruptedException {
    ChildJvm child = launch(data, errors, 0);
    try {
      int port = Integer.parseInt(child.await("listening", PATIENCE));
      return new BrokerProcess(data, errors, child, port);
    } catch (RuntimeException | InterruptedException e) {
      child.close();
      throw e;
    }
  }

  private static ChildJvm launch(Path data, Path errors, int port) throws IOException {
    Map<String, String> arguments = new HashMap<>(SOON);
    arguments.put("data", data.toString());
    arguments.put("port", Integer.toString(port));
    return ChildJvm.start("broker", BrokerProgram.class, arguments, errors);
  }

  /** What makes groups react soon, by Kafka's names, for a broker that is opened otherwise. */
  public static Map<String, String> settings() {
    return SOON;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  public ChildJvm process() {
    return child;
  }

  /** Starts the dead again. Returns when it serves. */
  public void startAgain() throws IOException, InterruptedException {
    child.close();
    child = launch(data, errors, port);
    child.await("listening", PATIENCE);
  }

  /**
   * Starts the dead again and kills it before it serves, or right after.
   *
   * @param delay from its start to its death
   */
  public void dieStarting(Duration delay) throws IOException, InterruptedException {
    child.close();
    child = launch(data, errors, port);
    Thread.sleep(delay.toMillis());
    child.kill();
  }

  /** Ends it in order, so that another process may open its data. */
  public void finish() throws InterruptedException {
    child.say("finish");
    if (!child.awaitEnd(PATIENCE)) {
      throw new IllegalStateException("expected the broker to end within " + PATIENCE);
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
