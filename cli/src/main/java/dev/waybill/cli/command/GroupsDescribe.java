package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.GroupDescription.Position;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.Table;
import dev.waybill.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill groups describe GROUP}. */
@Command(name = "describe", description = "Show how far a group is in every partition.")
public final class GroupsDescribe implements Callable<Integer> {

  @Parameters(paramLabel = "GROUP", description = "An existing group.")
  private String group = "";

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public GroupsDescribe(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    GroupDescription described;
    try (Waybill waybill = engine.openExisting(terminal)) {
      described = Known.group(waybill, group);
    }
    if (output.json()) {
      terminal.out().println(Json.line(asMap(described)));
    } else {
      print(described);
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private void print(GroupDescription described) {
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s: %s, epoch %d, %s%n",
            described.name(),
            described.state(),
            described.epoch(),
            Plural.of(described.members().size(), "member"));
    Table table = new Table("topic", "partition", "position", "end", "lag", "owner");
    described
        .positions()
        .forEach(
            at ->
                table.row(
                    at.partition().topic(),
                    at.partition().partition(),
                    at.committed() < 0 ? "-" : at.committed(),
                    at.end(),
                    at.lag(),
                    owner(at)));
    table.print(terminal.out());
    printMembers(described.members());
  }

  private void printMembers(List<GroupDescription.Member> members) {
    if (members.isEmpty()) {
      return;
    }
    terminal.out().println();
    Table table = new Table("member", "client", "epoch", "partitions");
    members.forEach(
        member ->
            table.row(member.id(), member.client(), member.epoch(), member.partitions().size()));
    table.print(terminal.out());
  }

  private static String owner(Position position) {
    String owner = position.owner();
    return owner == null ? "" : owner;
  }

  private static Map<String, Object> asMap(GroupDescription described) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("group", described.name());
    map.put("state", described.state());
    map.put("epoch", described.epoch());
    map.put("members", described.members());
    map.put(
        "positions",
        described.positions().stream()
            .map(
                at -> {
                  Map<String, Object> position = new LinkedHashMap<>();
                  position.put("topic", at.partition().topic());
                  position.put("partition", at.partition().partition());
                  position.put("position", at.committed());
                  position.put("end", at.end());
                  position.put("lag", at.lag());
                  position.put("owner", owner(at));
                  return position;
                })
            .toList());
    return map;
  }
}
