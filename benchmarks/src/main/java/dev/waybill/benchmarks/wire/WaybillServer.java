package dev.waybill.benchmarks.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code waybill serve} as a process, from the class path of this JVM, with the options that the
 * launcher gives it.
 */
public final class WaybillServer implements WireServer {

  private static final String LISTENING = "listening on ";

  private final ServerProcess server;
  private final String bootstrap;

  private WaybillServer(ServerProcess server, String bootstrap) {
    this.server = server;
    this.bootstrap = bootstrap;
  }

  /**
   * Starts on a free port.
   *
   * @param directory an existing directory for data and what the server says; a server that was
   *     started on it before goes on with what it left
   * @param arguments more of {@code serve}'s arguments
   */
  public static WaybillServer start(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> java = new ArrayList<>();
    java.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:MaxDirectMemorySize=64m"));
    java.addAll(List.of("-cp", System.getProperty("java.class.path")));
    java.addAll(List.of("dev.waybill.cli.Main", "serve"));
    java.addAll(List.of("--data", directory.resolve("data").toString(), "--port", "0"));
    java.addAll(List.of(arguments));
    Path log = directory.resolve("waybill.log");
    Files.deleteIfExists(log);
    ServerProcess server = ServerProcess.start(java, log);
    String line = server.await(LISTENING);
    String bootstrap =
        line.substring(line.indexOf(LISTENING) + LISTENING.length()).split("[ ,;]", 2)[0];
    return new WaybillServer(server, bootstrap);
  }

  @Override
  public String bootstrap() {
    return bootstrap;
  }

  @Override
  public Process process() {
    return server.process();
  }

  @Override
  public void close() {
    server.close();
  }
}
