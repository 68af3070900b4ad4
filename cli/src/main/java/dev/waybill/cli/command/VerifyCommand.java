package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.report.ReportJson;
import dev.waybill.verifier.report.ReportPage;
import dev.waybill.verifier.report.ReportText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill verify}: faults at every hop, and whether the guarantees hold. */
@Command(
    name = "verify",
    description = "Inject faults at every hop and say what was lost, repeated or reordered.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every promise held, and enough was tried to say so",
      "1:a promise was broken; the command that shows it again is printed",
      "7:inconclusive: nothing is wrong, and a fault did not happen or too little was done",
      "2, 3:nothing was run: a wrong command line, a server that does not answer"
    },
    footer = {
      "",
      "Alone: the broker and its clients are simulated for 20 seconds, seed after",
      "seed, on every legal disk; then the three-by-five table is run in real",
      "processes. A night: --seeds 10000000 --no-table. Ctrl-C ends it and says what",
      "was found so far.",
      "",
      "To a server of others topics are added and deleted again; their names begin",
      "with waybill-verify-. Take none that others work with: groups load it."
    })
public final class VerifyCommand implements Callable<Integer> {

  /** Instead of simulated runs: one of them. */
  static final class Instead {
    @Option(
        names = "--to",
        paramLabel = "URL",
        description =
            "Real processes instead of simulated ones: server (ours, killed and stopped), embedded"
                + " or embedded:DIR (new or empty), or any server that speaks Kafka's protocol:"
                + " kafka://HOST:PORT or HOST:PORT.")
    @Nullable String url;

    @Option(
        names = "--table",
        description =
            "Only the three-by-five table: each guarantee at the five places where a message fails.")
    boolean table;

    @Option(
        names = "--crash-states",
        arity = "0..1",
        fallbackValue = "quick",
        paramLabel = "HOW",
        description =
            "Only the disks that a power loss may leave behind each write, and every flipped bit:"
                + " quick, a minute or two (unless given), or full, which takes ten times as long.")
    @Nullable CrashDepth crashStates;
  }

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Instead instead = new Instead();

  @Mixin private VerifyOptions options = new VerifyOptions();

  @Mixin private ScheduleOptions schedule = new ScheduleOptions();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the report as one HTML page that needs nothing else.")
  private @Nullable Path page;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Keep the files of real processes there; must be missing or empty.")
  private @Nullable Path directory;

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    VerifyRun run = checked();
    // Closed last: a process that was asked to end may end right after that.
    try (StopSignal stop = StopSignal.listen();
        VerifyFiles files = VerifyFiles.of(run.directory(directory))) {
      Map<String, Object> more = new LinkedHashMap<>();
      Report report;
      try (VerifyProgress progress = VerifyProgress.of(terminal, stop)) {
        report = run.run(files, progress, more);
      }
      boolean stopped = stop.isRequested();
      if (report.conclusion() == Conclusion.VIOLATED
          || (report.conclusion() == Conclusion.INCONCLUSIVE && !stopped)) {
        files.keep();
      }
      files.kept().ifPresent(kept -> more.put("files", kept.toString()));
      if (page != null) {
        Files.writeString(page, ReportPage.of(report));
      }
      print(report, more);
      terminal.flush();
      return exitCode(report.conclusion());
    }
  }

  static int exitCode(Conclusion conclusion) {
    return switch (conclusion) {
      case HELD -> ExitCode.OK;
      case VIOLATED -> ExitCode.FAILED;
      case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
    };
  }

  /** Everything that can be wrong with the command line is found before anything is run. */
  private VerifyRun checked() {
    options.check();
    if (page != null) {
      Path parent = page.toAbsolutePath().getParent();
      VerifyOptions.expect(
          parent != null
              && Files.isWritable(parent)
              && !Files.isDirectory(page)
              && (Files.isWritable(page) || !Files.exists(page)),
          "--report: expected a file's name in a directory that may be written, found " + page);
    }
    if (directory != null) {
      VerifyTarget.checkFresh(directory);
    }
    if (instead.url != null) {
      options.expectNoSeeds("--to");
      schedule.expectNone("--to");
      return VerifyProcesses.of(VerifyTarget.parse(instead.url), options);
    }
    if (instead.table) {
      options.expectNothingButGuarantees("--table");
      schedule.expectNone("--table");
      return new VerifyTable(options.guarantees());
    }
    if (instead.crashStates != null) {
      options.expectNothing("--crash-states");
      schedule.expectNone("--crash-states");
      return new VerifyCrashStates(instead.crashStates);
    }
    return VerifySimulated.of(options, schedule);
  }

  private void print(Report report, Map<String, Object> more) {
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>(ReportJson.of(report));
      json.putAll(more);
      terminal.out().println(Json.line(json));
      return;
    }
    ReportText.print(report, terminal.out());
    more.forEach((what, value) -> terminal.out().println(what + ": " + value));
    if (page != null) {
      terminal.out().println("report: " + page);
    }
  }

  /** Says so, in the way of every other wrong value. */
  static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }
}
