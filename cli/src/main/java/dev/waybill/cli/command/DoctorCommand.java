package dev.waybill.cli.command;

import dev.waybill.Waybill;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.error.RetriableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill doctor}: what the settings of an engine and its topics mean for promises. */
@Command(
    name = "doctor",
    description =
        "Read how the engine and its topics are set up, and say what weakens or breaks a guarantee"
            + " that rests on it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no error was found; there may be warnings",
      "1:an error was found: what rests on it is refused when it is opened",
      "3:what --to names cannot be opened",
      "4:there is no such topic"
    })
public final class DoctorCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "TOPIC",
      arity = "0..*",
      description = "Topics to look at; all unless given.")
  private List<String> topics = List.of();

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A topic, how it is set up, and what that means. */
  private record Looked(String topic, Map<String, Object> settings, List<Caution> cautions) {}

  @Override
  public Integer call() {
    Capabilities capabilities;
    List<Caution> cautions;
    List<Looked> looked = new ArrayList<>();
    try (Waybill waybill = engine.openExisting(terminal)) {
      capabilities = waybill.capabilities();
      List<String> all = waybill.topics().list();
      topics.stream()
          .filter(name -> !all.contains(name))
          .forEach(name -> Known.topic(waybill, name));
      List<String> names = topics.isEmpty() ? all : new ArrayList<>(new TreeSet<>(topics));
      cautions = waybill.cautions(new TreeSet<>(names));
      for (String name : names) {
        looked.add(new Looked(name, settings(waybill, name), about(cautions, name)));
      }
    }
    if (output.json()) {
      printJson(capabilities, about(cautions, ""), looked);
    } else {
      print(capabilities, about(cautions, ""), looked, cautions);
    }
    terminal.flush();
    return count(cautions, Severity.ERROR) == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  /** A topic that does not answer now is the one whose cautions are asked for. */
  private static Map<String, Object> settings(Waybill waybill, String topic) {
    try {
      return waybill
          .topics()
          .describe(topic)
          .map(
              described -> {
                Map<String, Object> settings = new LinkedHashMap<>();
                settings.put("partitions", described.partitions().size());
                settings.putAll(TopicsDescribe.settings(described.settings()));
                return settings;
              })
          .orElse(Map.of());
    } catch (RetriableException e) {
      return Map.of("unanswered", e.getMessage());
    }
  }

  /** Errors first. */
  private static List<Caution> about(List<Caution> cautions, String topic) {
    return cautions.stream()
        .filter(caution -> caution.topic().equals(topic))
        .sorted(Comparator.comparing(Caution::severity))
        .toList();
  }

  private static long count(List<Caution> cautions, Severity severity) {
    return cautions.stream().filter(caution -> caution.severity() == severity).count();
  }

  private void printJson(Capabilities capabilities, List<Caution> general, List<Looked> looked) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("engine", capabilities.engine());
    whole.put("assumptions", capabilities.assumptions());
    whole.put("cautions", general.stream().map(DoctorCommand::asMap).toList());
    terminal.out().println(Json.line(whole));
    for (Looked topic : looked) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("topic", topic.topic());
      map.put("settings", topic.settings());
      map.put("cautions", topic.cautions().stream().map(DoctorCommand::asMap).toList());
      terminal.out().println(Json.line(map));
    }
  }

  private static Map<String, Object> asMap(Caution caution) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("severity", word(caution.severity()));
    map.put("concern", caution.concern().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    map.put("sentence", caution.sentence());
    return map;
  }

  private static String word(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private void print(
      Capabilities capabilities,
      List<Caution> general,
      List<Looked> looked,
      List<Caution> cautions) {
    terminal.out().println("engine " + capabilities.engine());
    general.forEach(this::print);
    for (Looked topic : looked) {
      terminal.out().println();
      terminal.out().println("topic " + topic.topic());
      topic.settings().forEach((name, value) -> terminal.out().println("  " + name + ": " + value));
      topic.cautions().forEach(this::print);
    }
    terminal.out().println();
    long errors = count(cautions, Severity.ERROR);
    long warnings = count(cautions, Severity.WARNING);
    terminal
        .out()
        .println(
            errors + warnings == 0
                ? "nothing to warn of: no setting weakens a promise"
                : Plural.of(errors, "error") + ", " + Plural.of(warnings, "warning"));
    terminal.out().println("what every promise assumes besides:");
    capabilities.assumptions().forEach(line -> terminal.out().println("  - " + line));
  }

  private void print(Caution caution) {
    String mark =
        caution.severity() == Severity.NOTE
            ? "note"
            : caution.severity().name(); // what is to be mended stands out
    terminal.out().println("  " + mark + ": " + caution.sentence());
  }
}
