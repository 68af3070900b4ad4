package dev.waybill.cli.command;

import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.Table;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport.Outcome;
import dev.waybill.runtime.migrate.MigrationReport.TopicReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a migration found and did, for people and for programs. */
final class MigratePrinter {
  private static final int CHECKSUM_SHOWN = 16;

  private final Terminal terminal;
  private final boolean json;
  private final boolean verifyOnly;

  MigratePrinter(Terminal terminal, boolean json, boolean verifyOnly) {
    this.terminal = terminal;
    this.json = json;
    this.verifyOnly = verifyOnly;
  }

  void print(String from, String to, MigrationReport report, double seconds) {
    if (json) {
      terminal.out().println(Json.line(asMap(from, to, report, seconds)));
    } else {
      printTables(report, seconds);
    }
    terminal.flush();
  }

  private void printTables(MigrationReport report, double seconds) {
    if (report.topics().isEmpty()) {
      terminal.out().println("no topics in the source, so there was nothing to move");
      return;
    }
    String doing = verifyOnly ? "missing" : "moved now";
    Table topics =
        new Table("topic", "partitions", "messages", "bytes", "there before", doing, "checksum");
    for (TopicReport topic : report.topics()) {
      topics.row(
          topic.name(),
          topic.partitions().size(),
          topic.messages(),
          topic.bytes(),
          topic.there(),
          verifyOnly ? topic.missing() : topic.moved(),
          topic.checksum().substring(0, CHECKSUM_SHOWN));
    }
    topics.print(terminal.out());
    if (!report.positions().isEmpty()) {
      terminal.out().println();
      Table positions = new Table("group", "partition", "in the source", "in the target", "");
      for (PositionReport each : report.positions()) {
        positions.row(
            each.group(),
            each.partition(),
            each.source(),
            each.target() < 0 ? "-" : each.target(),
            words(each.outcome()));
      }
      positions.print(terminal.out());
    }
    for (TopicReport topic : report.topics()) {
      topic
          .differences()
          .forEach(each -> terminal.out().println("note: " + topic.name() + ": " + each));
      if (topic.heldBack() > 0) {
        terminal
            .out()
            .println(
                "note: "
                    + topic.name()
                    + ": "
                    + Plural.of(topic.heldBack(), "offset")
                    + " of the source behind an open transaction; run again when it has ended");
      }
    }
    terminal.out().println();
    terminal.out().println(sentence(report, seconds));
  }

  private String sentence(MigrationReport report, double seconds) {
    long messages = report.topics().stream().mapToLong(TopicReport::messages).sum();
    long moved = report.topics().stream().mapToLong(TopicReport::moved).sum();
    long positions =
        report.positions().stream().filter(each -> each.outcome() == Outcome.MOVED).count();
    if (verifyOnly) {
      long missing = report.topics().stream().mapToLong(TopicReport::missing).sum();
      return "compared "
          + Plural.of(messages, "message")
          + ": the target has them, but for "
          + missing
          + "; nothing was changed";
    }
    return String.format(
        Locale.ROOT,
        "moved %s and %s in %.1f s; verified %s by count and checksum",
        Plural.of(moved, "message"),
        Plural.of(positions, "position"),
        seconds,
        Plural.of(messages, "message"));
  }

  private static String words(Outcome outcome) {
    return switch (outcome) {
      case MOVED -> "moved now";
      case THERE -> "there before";
      case FURTHER -> "further in the target: left there";
      case HAS_MEMBERS -> "NOT MOVED: the target's group has members";
      case BEHIND -> "not moved";
    };
  }

  private Map<String, Object> asMap(
      String from, String to, MigrationReport report, double seconds) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("from", from);
    map.put("to", to);
    map.put("verifyOnly", verifyOnly);
    map.put("complete", report.isComplete());
    map.put("seconds", seconds);
    List<Object> topics = new ArrayList<>();
    report.topics().forEach(topic -> topics.add(asMap(topic)));
    map.put("topics", topics);
    List<Object> positions = new ArrayList<>();
    for (PositionReport each : report.positions()) {
      Map<String, Object> position = new LinkedHashMap<>();
      position.put("group", each.group());
      position.put("topic", each.partition().topic());
      position.put("partition", each.partition().partition());
      position.put("source", each.source());
      position.put("target", each.target());
      position.put("outcome", each.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      positions.add(position);
    }
    map.put("positions", positions);
    return map;
  }

  private static Map<String, Object> asMap(TopicReport topic) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("topic", topic.name());
    map.put("created", topic.created());
    map.put("messages", topic.messages());
    map.put("bytes", topic.bytes());
    map.put("thereBefore", topic.there());
    map.put("movedNow", topic.moved());
    map.put("missing", topic.missing());
    map.put("heldBack", topic.heldBack());
    map.put("checksum", topic.checksum());
    map.put("differences", topic.differences());
    map.put("partitions", topic.partitions());
    return map;
  }
}
