package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.server.KafkaNode;
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

  @Option(names = "--data", paramLabel = "DIR", description = "Its data directory.")
  private Path data = Path.of("waybill-data");

  @Option(names = "--host", paramLabel = "HOST", description = "Where it listens (127.0.0.1).")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "Its port (9092); 0: a free one.")
  private int port = 9092;

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
    InetSocketAddress address = address();
    ServerSettings settings =
        ServerSettings.defaults()
            .withAutoCreateTopics(autoCreateTopics)
            .withDataName(data.toAbsolutePath().normalize().toString());
    if (advertise != null) {
      settings = settings.withAdvertised(parse(advertise));
    }
    try (StopSignal stop = StopSignal.listen();
        KafkaNode node = open(address, settings)) {
      announce(node.address());
      while (!stop.await(CHECK_INTERVAL)) {
        Optional<String> failure = node.failure();
        if (failure.isPresent()) {
          throw new CommandException(ExitCode.FAILED, failure.get());
        }
      }
    }
    return ExitCode.OK;
  }

  private KafkaNode open(InetSocketAddress address, ServerSettings settings) {
    try {
      return KafkaNode.open(data, address, settings);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.CANNOT_OPEN, e.getMessage() + "; choose another --host or --port");
    } catch (RuntimeException e) {
      throw new CommandException(
          ExitCode.CANNOT_OPEN, "cannot serve " + data + ": " + e.getMessage());
    }
  }

  private void announce(InetSocketAddress address) {
    String at = address.getHostString() + ":" + address.getPort();
    terminal
        .out()
        .println(
            output.json()
                ? Json.line(Map.of("listening", at, "data", data.toString()))
                : "listening on " + at + ", data in " + data);
    terminal.flush();
  }

  private InetSocketAddress address() {
    if (port < 0 || port > MAX_PORT) {
      throw usage("--port: expected 0 to " + MAX_PORT + ", found " + port);
    }
    InetAddress resolved;
    try {
      resolved = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw usage("--host: expected a name or address of this machine, found " + host);
    }
    if (!resolved.isLoopbackAddress() && !insecureListen) {
      throw usage(
          "--host: expected a loopback address like 127.0.0.1, found "
              + host
              + ": whoever reaches it could read and write everything; pass --insecure-listen if"
              + " only friends do");
    }
    return new InetSocketAddress(resolved, port);
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
