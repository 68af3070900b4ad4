package dev.waybill.compatibility.crash;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A server on one data directory and one port, which dies and is started again. */
public final class Mortal implements AutoCloseable {
  /** Lives are too short for the compiler that thinks long. */
  private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1");

  private static final String SETTINGS = "server.properties";

  /** Groups come together again before the next death. */
  private static final List<String> SOON =
      List.of("group.initial.rebalance.delay.ms=0", "group.consumer.heartbeat.interval.ms=100");

  private final Path directory;
  private final int port;
  private WaybillServer server;
  private long startNanos;

  private Mortal(Path directory, WaybillServer server, long startNanos) {
    this.directory = directory;
    this.server = server;
    this.startNanos = startNanos;
    port = Integer.parseInt(server.bootstrap().substring(server.bootstrap().lastIndexOf(':') + 1));
  }

  public static Mortal start(Path directory) throws IOException, InterruptedException {
    Files.write(directory.resolve(SETTINGS), SOON);
    long begin = System.nanoTime();
    WaybillServer server = WaybillServer.start(directory, 0, OPTIONS, settings(directory));
    return new Mortal(directory, server, System.nanoTime() - begin);
  }

  public String bootstrap() {
    return server.bootstrap();
  }

  /** SIGKILL. Returns when it is dead. */
  public void kill() {
    server.kill();
  }

  /** Starts the dead again. Returns when it serves. */
  public void startAgain() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    server = WaybillServer.start(directory, port, OPTIONS, settings(directory));
    startNanos = System.nanoTime() - begin;
  }

  /**
   * Starts the dead again and kills it while it starts.
   *
   * @param when of the time that the last start took, 0 to 1
   */
  void dieStarting(double when) throws IOException {
    Process process = WaybillServer.launch(directory, port, OPTIONS, settings(directory));
    LockSupport.parkNanos((long) (startNanos * when));
    process.destroyForcibly().onExit().join();
  }

  private static String[] settings(Path directory) {
    return new String[] {"--config", directory.resolve(SETTINGS).toString()};
  }

  @Override
  public void close() {
    server.close();
  }
}
