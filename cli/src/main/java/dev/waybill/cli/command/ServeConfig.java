package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.server.KafkaNode;
import dev.waybill.server.ServerProperties;
import dev.waybill.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file of {@code serve --config}, and what is said about it. */
final class ServeConfig {
  /** Unlike a Kafka broker: a misspelled topic is told of, unless it is wanted. */
  private static final ServerSettings BASE = ServerSettings.defaults().withAutoCreateTopics(false);

  private ServeConfig() {}

  /** The file, or what holds without one; names without effect are told of once. */
  static ServerProperties read(@Nullable Path file, Terminal terminal) {
    if (file == null) {
      return ServerProperties.of(Map.of(), KafkaNode.freshSettings(), BASE);
    }
    try {
      ServerProperties properties = ServerProperties.read(file, KafkaNode.freshSettings(), BASE);
      tell(properties, file, terminal);
      return properties;
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "--config: expected a readable file, found " + e + "; nothing was done");
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, file + ": " + e.getMessage());
    }
  }

  private static void tell(ServerProperties properties, Path file, Terminal terminal) {
    if (!properties.withoutMeaning().isEmpty()) {
      terminal
          .err()
          .println(
              file + ": without effect here: " + String.join(", ", properties.withoutMeaning()));
    }
    if (!properties.unknown().isEmpty()) {
      terminal
          .err()
          .println(
              file + ": unknown, perhaps misspelled: " + String.join(", ", properties.unknown()));
    }
  }
}
