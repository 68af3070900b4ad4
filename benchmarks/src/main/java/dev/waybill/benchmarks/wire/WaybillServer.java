package dev.waybill.benchmarks.wire;

import dev.waybill.cluster.ApacheKafkaClassPath;
import dev.waybill.cluster.ServerProcess;
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

  /** {@code serve_mode} in the launcher, which says why. */
  private static final List<String> LAUNCHERS_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx64m",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:MaxInlineLevel=7",
          "-XX:FreqInlineSize=50",
          "-XX:Tier4InvocationThreshold=1700",
          "-XX:Tier4MinInvocationThreshold=300",
          "-XX:Tier4CompileThreshold=5000");

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
    return start(directory, 0, List.of(), arguments);
  }

  /**
   * Starts on a port; see {@link #start(Path, String...)}.
   *
   * @param port 0: a free one; else the one that clients know from an earlier life
   * @param options more of the JVM's options
   */
  public static WaybillServer start(
      Path directory, int port, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    ServerProcess server = begin(directory, port, options, arguments);
    String line = server.await(LISTENING);
    String bootstrap =
        line.substring(line.indexOf(LISTENING) + LISTENING.length()).split("[ ,;]", 2)[0];
    return new WaybillServer(server, bootstrap);
  }

  /** Starts and does not wait until it serves: for whoever ends it before it does. */
  public static Process launch(Path directory, int port, List<String> options, String... arguments)
      throws IOException {
    return begin(directory, port, options, arguments).process();
  }

  private static ServerProcess begin(
      Path directory, int port, List<String> options, String... arguments) throws IOException {
    List<String> java = new ArrayList<>();
    java.addAll(LAUNCHERS_OPTIONS);
    java.addAll(sharing());
    java.addAll(options);
    java.addAll(List.of("-cp", System.getProperty("java.class.path")));
    java.addAll(List.of("dev.waybill.cli.Main", "serve"));
    java.addAll(List.of("--data", directory.resolve("data").toString()));
    java.addAll(List.of("--port", Integer.toString(port)));
    java.addAll(List.of(arguments));
    Path log = directory.resolve("waybill.log");
    Files.deleteIfExists(log);
    return ServerProcess.start(java, log);
  }

  /** The archive of classes that the launcher made, if it started us. */
  private static List<String> sharing() {
    Path archive =
        Path.of(System.getProperty(ApacheKafkaClassPath.HOME, ""))
            .resolve(Path.of("target", "launcher", "serve.jsa"));
    return Files.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        : List.of();
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
