package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.engine.Engine;
import dev.waybill.runtime.migrate.Migration;
import dev.waybill.runtime.migrate.MigrationReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport;
import dev.waybill.runtime.migrate.MigrationReport.PositionReport.Outcome;
import dev.waybill.runtime.migrate.Selection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill migrate --from URL --to URL}. */
@Command(
    name = "migrate",
    description = "Move topics, messages and the groups' positions to another engine.",
    footer = {
      "",
      "The source is only read. Whatever ends a run, run it again: it goes on, and nothing is there",
      "twice. Stop publishers and groups before the last run; begin the groups on the target after it.",
      "",
      "  waybill migrate --from embedded:./data --to kafka://b1:9092,b2:9092"
    })
public final class MigrateCommand implements Callable<Integer> {

  @Option(
      names = "--from",
      required = true,
      paramLabel = "URL",
      description = "What is moved, embedded:DIR for instance; it is not changed.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URL",
      description = "Where to. Topics that are there must begin as the source's do, or be empty.")
  private String to = "";

  @Option(
      names = "--topics",
      split = ",",
      paramLabel = "TOPIC",
      description = "Only these, separated by commas; all unless given.")
  private List<String> topics = List.of();

  @Option(
      names = "--groups",
      split = ",",
      paramLabel = "GROUP",
      description = "Only the positions of these, separated by commas; of all unless given.")
  private List<String> groups = List.of();

  @Option(
      names = "--verify-only",
      description = "Compare message by message, say what is missing, change nothing.")
  private boolean verifyOnly;

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public MigrateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (from.equals(to)) {
      throw new CommandException(
          ExitCode.USAGE, "--to: expected another place than --from, found " + to + " in both");
    }
    long began = System.nanoTime();
    MigrationReport report;
    try (StopSignal stop = StopSignal.listen();
        Engine source = EngineUrls.openExisting("--from", from);
        Engine target =
            verifyOnly ? EngineUrls.openExisting("--to", to) : EngineUrls.open("--to", to);
        MigrateProgress progress = new MigrateProgress(terminal, stop)) {
      Migration migration = new Migration(source, target, selection(), progress);
      report = verifyOnly ? migration.compare() : migration.run();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    new MigratePrinter(terminal, output.json(), verifyOnly).print(from, to, report, seconds);
    return ending(report);
  }

  private Selection selection() {
    return new Selection(some(topics), some(groups));
  }

  private static Optional<Set<String>> some(List<String> names) {
    return names.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(names));
  }

  private static int ending(MigrationReport report) {
    List<String> held =
        report.positions().stream()
            .filter(each -> each.outcome() == Outcome.HAS_MEMBERS)
            .map(PositionReport::group)
            .distinct()
            .toList();
    if (!held.isEmpty()) {
      throw new CommandException(
          ExitCode.FAILED,
          "the messages were moved, the positions of "
              + String.join(", ", held)
              + " were not: expected no members of these groups in the target, found some. They"
              + " may handle messages again that the source's groups have handled; stop them and"
              + " run the migration again");
    }
    return report.isComplete() ? ExitCode.OK : ExitCode.FAILED;
  }
}
