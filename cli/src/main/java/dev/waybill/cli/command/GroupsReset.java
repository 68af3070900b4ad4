package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.message.StartPosition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill groups reset GROUP TOPIC --from PLACE}. */
@Command(
    name = "reset",
    description = "Move a group without members to another place of a topic.",
    footer = {
      "",
      "Back means that messages are handled again; forward, that they never are. No guarantee of",
      "the group reaches across a reset."
    })
public final class GroupsReset implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group; its members stopped.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "TOPIC", description = "An existing topic.")
  private String topic = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "PLACE",
      description = "earliest, latest, an offset, or a time like 2026-11-20T08:00:00Z.")
  private StartPosition from = StartPosition.earliest();

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public GroupsReset(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Waybill waybill = engine.openExisting(terminal)) {
      Known.topic(waybill, topic);
      waybill.groups().reset(group, topic, from);
    }
    if (output.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("group", group);
      result.put("topic", topic);
      result.put("reset", true);
      terminal.out().println(Json.line(result));
    } else {
      terminal.out().println("moved " + group + " in " + topic);
    }
    terminal.flush();
    return ExitCode.OK;
  }
}
