package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.admin.TopicDescription;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill topics delete TOPIC}. */
@Command(name = "delete", description = "Delete a topic and all its messages, for good.")
public final class TopicsDelete implements Callable<Integer> {

  @Parameters(paramLabel = "TOPIC", description = "An existing topic.")
  private String topic = "";

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public TopicsDelete(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TopicDescription deleted;
    try (Waybill waybill = engine.openExisting(terminal)) {
      deleted = Known.topic(waybill, topic);
      waybill.topics().delete(topic);
    }
    long offsets = TopicsList.offsets(deleted);
    if (output.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("topic", topic);
      result.put("deleted", true);
      result.put("offsets", offsets);
      terminal.out().println(Json.line(result));
    } else {
      terminal.out().printf("deleted %s and its %s%n", topic, Plural.of(offsets, "offset"));
    }
    terminal.flush();
    return ExitCode.OK;
  }
}
