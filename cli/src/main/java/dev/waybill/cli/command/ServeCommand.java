package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.server.KafkaNode;
import dev.waybill.server.ServerProperties;
import dev.waybill.server.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill serve}: a data directory behind Kafka's protocol, until it is told to stop. */
@Command(
    name = "serve",
    description = "Let any Kafka client use a data directory: kafka-clients, librdkafka, kafkajs.",
    footer = {
      "",
      "Prints one line when it listens. Ctrl-C or SIGTERM answers what was begun and ends it; a",
      "kill -9 loses nothing that was acknowledged with acks=all."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

  private static final Path DATA = Path.of("waybill-data");
  private static final String HOST = "127.0.0.1";
  private static final int PORT = 9092;

  @Option(names = "--data", paramLabel = "DIR", description = "Its data directory (waybill-data).")
  private @Nullable Path data;

  @Option(names = "--host", paramLabel = "HOST", description = "Where it listens (127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Its port (9092); 0: a free one.")
  private @Nullable Integer port;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with Kafka's own names; options here come before it.")
  private @Nullable Path config;

  @Option(
      names = "--advertise",
      paramLabel = "HOST:PORT",
      description = "Where clients are told to connect; unless given, where each one did.")
  private @Nullable String advertise;

  @Option(
      names = "--auto-create-topics",
      description = "Create a topic that a client asks about, with one partition.")
  private boolean autoCreateTopics;

  @Option(
      names = "--insecure-listen",
      description = "Allow an address other machines reach: there is no password and no TLS yet.")
  private boolean insecureListen;

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerProperties file = ServeConfig.read(config, terminal);
    Path directory = data != null ? data : file.dataDirectory().orElse(DATA);
    InetSocketAddress address = address(file.listen());
    ServerProperties configuration = file.withServer(settings(file.server(), directory));
    try (StopSignal stop = StopSignal.listen();
        KafkaNode node = open(directory, address, configuration)) {
      announce(node.address(), directory);
      while (!stop.await(CHECK_INTERVAL)) {
        Optional<String> failure = node.failure();
        if (failure.isPresent()) {
          throw new CommandException(ExitCode.FAILED, failure.get());
        }
      }
    }
    return ExitCode.OK;
  }

  private ServerSettings settings(ServerSettings configured, Path directory) {
    ServerSettings settings =
        configured.withDataName(directory.toAbsolutePath().normalize().toString());
    if (autoCreateTopics) {
      settings = settings.withAutoCreateTopics(true);
    }
    return advertise == null ? settings : settings.withAdvertised(parse(advertise));
  }

  private static KafkaNode open(
      Path directory, InetSocketAddress address, ServerProperties configuration) {
    try {
      return KafkaNode.open(directory, address, configuration);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.CANNOT_OPEN, e.getMessage() + "; choose another --host or --port");
    } catch (RuntimeException e) {
      throw new CommandException(
          ExitCode.CANNOT_OPEN, "cannot serve " + directory + ": " + e.getMessage());
    }
  }

  private void announce(InetSocketAddress address, Path directory) {
    String at = address.getHostString() + ":" + address.getPort();
    terminal
        .out()
        .println(
            output.json()
                ? Json.line(Map.of("listening", at, "data", directory.toString()))
                : "listening on " + at + ", data in " + directory);
    terminal.flush();
  }

  private InetSocketAddress address(Optional<InetSocketAddress> configured) {
    String at = host != null ? host : configured.map(InetSocketAddress::getHostString).orElse(HOST);
    int on = port != null ? port : configured.map(InetSocketAddress::getPort).orElse(PORT);
    if (on < 0 || on > MAX_PORT) {
      throw usage("--port: expected 0 to " + MAX_PORT + ", found " + on);
    }
    InetAddress resolved;
    try {
      resolved = InetAddress.getByName(at);
    } catch (UnknownHostException e) {
      throw usage("--host: expected a name or address of this machine, found " + at);
    }
    if (!resolved.isLoopbackAddress() && !insecureListen) {
      throw usage(
          "--host: expected a loopback address like 127.0.0.1, found "
              + at
              + ": whoever reaches it could read and write everything; pass --insecure-listen if"
              + " only friends do");
    }
    return new InetSocketAddress(resolved, on);
  }

  private static InetSocketAddress parse(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    try {
      int port = Integer.parseInt(hostAndPort.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= MAX_PORT) {
        return InetSocketAddress.createUnresolved(hostAndPort.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      throw usage("--advertise: expected HOST:PORT, found " + hostAndPort);
    }
    throw usage("--advertise: expected HOST:PORT, found " + hostAndPort);
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }
}
