package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Table;
import dev.waybill.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill topics describe TOPIC}. */
@Command(name = "describe", description = "Show a topic's settings and partitions.")
public final class TopicsDescribe implements Callable<Integer> {

  @Parameters(paramLabel = "TOPIC", description = "An existing topic.")
  private String topic = "";

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public TopicsDescribe(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TopicDescription described;
    try (Waybill waybill = engine.openExisting(terminal)) {
      described = Known.topic(waybill, topic);
    }
    if (output.json()) {
      terminal.out().println(Json.line(asMap(described)));
    } else {
      print(described);
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private void print(TopicDescription described) {
    settings(described.settings())
        .forEach((name, value) -> terminal.out().println(name + ": " + value));
    Table table = new Table("partition", "start", "stable", "end", "bytes");
    described
        .partitions()
        .forEach(
            p ->
                table.row(
                    p.partition(),
                    p.startOffset(),
                    p.stableOffset(),
                    p.endOffset(),
                    p.sizeBytes() < 0 ? "-" : p.sizeBytes()));
    table.print(terminal.out());
  }

  private static Map<String, Object> asMap(TopicDescription described) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("topic", described.name());
    map.put("settings", settings(described.settings()));
    map.put("partitions", described.partitions());
    return map;
  }

  static Map<String, Object> settings(TopicSettings settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    boolean forever = settings.retentionTime().equals(TopicSettings.FOREVER);
    map.put("retentionTime", forever ? "forever" : settings.retentionTime().toString());
    map.put(
        "retentionBytes", settings.retentionBytes() < 0 ? "unbounded" : settings.retentionBytes());
    map.put("segmentBytes", settings.segmentBytes());
    map.put("maxMessageBytes", settings.maxMessageBytes());
    return map;
  }
}
