package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Table;
import dev.waybill.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code waybill groups list}. */
@Command(name = "list", description = "List all groups with members or positions.")
public final class GroupsList implements Callable<Integer> {

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public GroupsList(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Waybill waybill = engine.openExisting(terminal)) {
      List<GroupDescription> groups =
          waybill.groups().list().stream()
              .map(waybill.groups()::describe)
              .flatMap(Optional::stream)
              .toList();
      if (output.json()) {
        groups.forEach(group -> terminal.out().println(Json.line(asMap(group))));
      } else if (groups.isEmpty()) {
        terminal.out().println("no groups yet; one begins with: waybill consume TOPIC --group G");
      } else {
        Table table = new Table("group", "state", "members", "lag");
        groups.forEach(
            group -> table.row(group.name(), group.state(), group.members().size(), lag(group)));
        table.print(terminal.out());
      }
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private static Map<String, Object> asMap(GroupDescription group) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("group", group.name());
    map.put("state", group.state());
    map.put("members", group.members().size());
    map.put("lag", lag(group));
    return map;
  }

  private static long lag(GroupDescription group) {
    return group.positions().stream().mapToLong(GroupDescription.Position::lag).sum();
  }
}
