package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill topics create TOPIC}. */
@Command(name = "create", description = "Create a topic.")
public final class TopicsCreate implements Callable<Integer> {

  @Parameters(paramLabel = "TOPIC", description = "1 to 249 of letters, digits, '.', '_', '-'.")
  private String topic = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Ordered sequences; 1 by default.")
  private int partitions = TopicSettings.defaults().partitions();

  @Option(
      names = "--retention-time",
      paramLabel = "DURATION",
      description = "Delete messages older than this: 7d, 36h, 90m; forever by default.")
  private @Nullable Duration retentionTime;

  @Option(
      names = "--retention-bytes",
      paramLabel = "N",
      description = "Delete the oldest segments of a larger partition; no bound by default.")
  private @Nullable Long retentionBytes;

  @Option(names = "--segment-bytes", paramLabel = "N", description = "128 MiB by default.")
  private @Nullable Integer segmentBytes;

  @Option(
      names = "--max-message-bytes",
      paramLabel = "N",
      description = "Largest message accepted; 1 MiB by default.")
  private @Nullable Integer maxMessageBytes;

  @Option(names = "--if-missing", description = "Leave an existing topic as it is.")
  private boolean ifMissing;

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public TopicsCreate(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TopicSettings settings = settings();
    boolean created;
    try (Waybill waybill = engine.open(terminal)) {
      if (ifMissing) {
        created = waybill.topics().createIfMissing(topic, settings);
      } else {
        waybill.topics().create(topic, settings);
        created = true;
      }
    }
    if (output.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("topic", topic);
      result.put("created", created);
      terminal.out().println(Json.line(result));
    } else {
      terminal.out().println(created ? "created " + topic : topic + " exists; left as it is");
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private TopicSettings settings() {
    try {
      TopicSettings settings = TopicSettings.partitions(partitions);
      if (retentionTime != null) {
        settings = settings.withRetentionTime(retentionTime);
      }
      if (retentionBytes != null) {
        settings = settings.withRetentionBytes(retentionBytes);
      }
      if (segmentBytes != null) {
        settings = settings.withSegmentBytes(segmentBytes);
      }
      return maxMessageBytes == null ? settings : settings.withMaxMessageBytes(maxMessageBytes);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
