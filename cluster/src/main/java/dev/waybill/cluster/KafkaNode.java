package dev.waybill.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One node, broker and controller, as a process.
 *
 * <pre>
 *              kill(), stop()
 *   running ──────────────────► down
 *    │   ▲  ◄──────────────────   ▲
 *    │   │        start()         │
 *    │   │ resume()               │
 *    ▼   │           kill()       │
 *   paused ───────────────────────┘
 * </pre>
 *
 * <p>One thread at a time. What the state does not allow is an {@link IllegalStateException}.
 */
public final class KafkaNode {

  private static final String STARTED = "Kafka Server started";
  private static final String TAKEN = "Address already in use";
  private static final int TRIES_ON_ONE_PORT = 10;

  private enum State {
    RUNNING,
    PAUSED,
    DOWN
  }

  private final int id;
  private final int port;
  private final Path log;
  private final List<String> java;
  private ServerProcess server;
  private State state = State.RUNNING;

  private KafkaNode(int id, int port, Path log, List<String> java, ServerProcess server) {
    this.id = id;
    this.port = port;
    this.log = log;
    this.java = java;
    this.server = server;
  }

  /**
   * Starts its process, and does not wait until it serves.
   *
   * @param directory its own
   */
  static KafkaNode launch(
      int id, Path directory, int port, List<Integer> controllers, KafkaSettings settings)
      throws IOException, InterruptedException {
    Path data = directory.resolve("data");
    Path properties = directory.resolve("server.properties");
    Files.write(properties, NodeProperties.lines(id, data, port, controllers, settings));
    List<String> java = new ArrayList<>(settings.jvm());
    java.add("-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info");
    java.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    java.addAll(List.of("-cp", ApacheKafkaClassPath.ofNodes(), NodeMain.class.getName()));
    java.addAll(List.of(properties.toString(), data.toString(), ApacheKafka.CLUSTER_ID));
    Path log = directory.resolve("kafka.log");
    return new KafkaNode(id, port, log, java, ServerProcess.start(java, log));
  }

  /** Its number, from 1, by which the cluster knows it. */
  public int id() {
    return id;
  }

  /** Where clients reach it: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Its present process, or its last. */
  public Process process() {
    return server.process();
  }

  /** What it says goes there, life after life. */
  public Path log() {
    return log;
  }

  public boolean isRunning() {
    return state == State.RUNNING && server.process().isAlive();
  }

  /** SIGKILL. Returns when it is dead; what it had not synced is in the page cache, not lost. */
  public void kill() {
    expect("killed", State.RUNNING, State.PAUSED);
    server.kill();
    state = State.DOWN;
  }

  /** SIGTERM: it hands its partitions over. Returns when it has ended. */
  public void stop() {
    expect("stopped", State.RUNNING);
    server.close();
    state = State.DOWN;
  }

  /** SIGSTOP: it keeps its connections, answers nobody and does not know. */
  public void pause() throws IOException, InterruptedException {
    expect("paused", State.RUNNING);
    Signals.stop(server.process());
    state = State.PAUSED;
  }

  /** SIGCONT: it goes on as if no time had passed. */
  public void resume() throws IOException, InterruptedException {
    expect("resumed", State.PAUSED);
    Signals.carryOn(server.process());
    state = State.RUNNING;
  }

  /**
   * Starts it again, on its directory and its port. Returns when it serves; its replicas may be
   * behind yet.
   *
   * @throws IOException it does not start; with what it said
   */
  public void start() throws IOException, InterruptedException {
    expect("started", State.DOWN);
    for (int i = 1; ; i++) {
      server = ServerProcess.start(java, log);
      try {
        awaitStarted(List.of(this));
        state = State.RUNNING;
        return;
      } catch (IOException e) {
        if (!failedToBind() || i == TRIES_ON_ONE_PORT) {
          throw e;
        }
      }
    }
  }

  /** Returns when it serves; fails as soon as one of all nodes has ended. */
  void awaitStarted(List<KafkaNode> all) throws IOException, InterruptedException {
    server.await(STARTED, all.stream().map(KafkaNode::process).toList());
  }

  /** Whether its present process ended because somebody else has its port. */
  boolean failedToBind() throws IOException {
    return !server.process().isAlive() && server.said().contains(TAKEN);
  }

  /** SIGTERM, if it may be running; does not wait. */
  void terminate() {
    if (state == State.PAUSED) {
      server.kill();
    }
    server.terminate();
  }

  void awaitEnd() {
    server.awaitEnd();
    state = State.DOWN;
  }

  /** SIGKILL in whatever state. */
  void end() {
    server.kill();
    state = State.DOWN;
  }

  private void expect(String what, State... allowed) {
    if (!List.of(allowed).contains(state)) {
      throw new IllegalStateException(
          "node "
              + id
              + ": expected one that is "
              + List.of(allowed)
              + " to be "
              + what
              + ", found it "
              + state
              + "; nothing was done");
    }
  }

  @Override
  public String toString() {
    return "node " + id + " at " + address() + ", " + state;
  }
}
