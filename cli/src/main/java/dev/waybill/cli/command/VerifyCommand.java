package dev.waybill.cli.command;

import dev.waybill.Guarantee;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.verifier.campaign.PointsCampaign;
import dev.waybill.verifier.campaign.SimulatedCampaign;
import dev.waybill.verifier.campaign.SimulatedRuns;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.report.ReportJson;
import dev.waybill.verifier.report.ReportPage;
import dev.waybill.verifier.report.ReportText;
import dev.waybill.verifier.simulate.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
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
    },
    footer = {
      "",
      "Without --to the broker and its clients are simulated, seed after seed, on every legal disk;",
      "then the three-by-five table is run in real processes. A night: --seeds 10000000.",
      "To a server of others topics are added and deleted again; their names begin with",
      "waybill-verify-. Take no server that others work with: groups and faults load it."
    })
public final class VerifyCommand implements Callable<Integer> {

  /** How long: one of them. */
  static final class Length {
    @Option(
        names = "--duration",
        paramLabel = "TIME",
        description = "How long faults are injected; 60s unless given.")
    private @Nullable Duration duration;

    @Option(
        names = "--seeds",
        paramLabel = "N",
        description = "Simulate so many seeds instead, from --first on.")
    private @Nullable Long seeds;
  }

  @Option(
      names = "--to",
      paramLabel = "URL",
      description =
          "Real processes instead of simulated ones: embedded:DIR (new or empty), server (ours,"
              + " killed and stopped), or any Kafka server: kafka://HOST:PORT or HOST:PORT.")
  private @Nullable String url;

  @Option(
      names = "--guarantee",
      paramLabel = "G",
      split = ",",
      description = "Whose clients take part; all unless given.")
  private List<Guarantee> guarantees = new ArrayList<>();

  @Option(
      names = "--faults",
      paramLabel = "F",
      split = ",",
      description = "Which faults; all unless given, none for a calm run. A wrong name lists them.")
  private List<String> faults = new ArrayList<>();

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Length length = new Length();

  @Option(
      names = "--first",
      paramLabel = "S",
      description = "The first seed; 1 with --seeds, any with --duration.")
  private @Nullable Long first;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Simulations side by side; 2 unless given.")
  private int threads = 2;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Simulate only this one, to the byte. With --to: the order of the faults.")
  private @Nullable Long seed;

  @Mixin private ScheduleOptions schedule = new ScheduleOptions();

  @Option(names = "--no-table", description = "Leave the three-by-five table out.")
  private boolean withoutTable;

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
    checkOptions();
    Map<String, Object> more = new LinkedHashMap<>();
    Report report = url == null ? simulated(more) : ofProcesses(VerifyTarget.parse(url));
    if (page != null) {
      Files.writeString(page, ReportPage.of(report));
    }
    print(report, more);
    terminal.flush();
    return exitCode(report.conclusion());
  }

  static int exitCode(Conclusion conclusion) {
    return switch (conclusion) {
      case HELD -> ExitCode.OK;
      case VIOLATED -> ExitCode.FAILED;
      case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
    };
  }

  private void checkOptions() {
    expect(threads >= 1 && threads <= 64, "--threads: expected 1 to 64, found " + threads);
    Long seeds = length.seeds;
    expect(seeds == null || seeds > 0, "--seeds: expected 1 or more, found " + seeds);
    Duration duration = length.duration;
    expect(
        duration == null || (!duration.isZero() && !duration.isNegative()),
        "--duration: expected more than nothing, found " + duration);
    expect(
        url == null || (seeds == null && first == null),
        "--seeds and --first are about simulated runs: leave them out with --to");
    expect(
        seed == null || (seeds == null && first == null),
        "--seed is one run: leave --seeds and --first out");
    expect(
        seed == null || url != null || duration == null,
        "--seed is one simulated run, however long it takes: leave --duration out");
    expect(
        schedule.isEmpty() || (seed != null && url == null),
        "--schedule, --millis and --without are about one simulated run: name its --seed");
    if (page != null) {
      Path parent = page.toAbsolutePath().getParent();
      expect(
          parent != null && Files.isDirectory(parent) && !Files.isDirectory(page),
          "--report: expected a file's name in a directory that is there, found " + page);
    }
    if (directory != null) {
      VerifyTarget.checkFresh(directory);
    }
  }

  private static void expect(boolean right, String otherwise) {
    if (!right) {
      throw new CommandException(ExitCode.USAGE, otherwise + "; nothing was run");
    }
  }

  private Report simulated(Map<String, Object> more) throws IOException, InterruptedException {
    SimulatedRuns runs = new SimulatedRuns(new VerifyFaults(faults).simulated(), guarantees());
    Report report;
    boolean ended;
    try (VerifyProgress progress = new VerifyProgress(terminal)) {
      SimulatedCampaign campaign = new SimulatedCampaign(runs, progress);
      if (seed != null) {
        Script script = schedule.script(runs, seed);
        report = campaign.run(script);
        more.put("traceHash", Long.toHexString(campaign.traceHash()));
        more.put("schedule", script.faults().stream().map(Object::toString).toList());
        return report;
      }
      report = campaign.run(firstSeed(), seeds(), limit(), threads);
      ended = progress.isEnough();
    }
    if (withoutTable || ended) {
      return report;
    }
    try (VerifyFiles files = VerifyFiles.of(directory);
        VerifyProgress progress = new VerifyProgress(terminal)) {
      return PointsCampaign.addTo(report, guarantees(), files.directory(), progress);
    }
  }

  private long firstSeed() {
    if (first != null) {
      return first;
    }
    // Runs by the clock look at other seeds every time; counted ones are the same everywhere.
    return length.seeds != null ? 1 : ThreadLocalRandom.current().nextLong(1, 1L << 40);
  }

  private long seeds() {
    return length.seeds != null ? length.seeds : Long.MAX_VALUE / 2;
  }

  private Duration limit() {
    return length.seeds != null ? Duration.ofDays(365) : duration();
  }

  private Duration duration() {
    return length.duration != null ? length.duration : Duration.ofSeconds(60);
  }

  private Report ofProcesses(VerifyTarget target) throws IOException, InterruptedException {
    VerifyFaults chosen = new VerifyFaults(faults);
    VerifyProcesses processes =
        new VerifyProcesses(
            target,
            guarantees(),
            chosen.ofProcesses(),
            chosen.ofTheNetwork(),
            duration(),
            seed != null ? OptionalLong.of(seed) : OptionalLong.empty(),
            directory);
    return processes.run(terminal);
  }

  private Set<Guarantee> guarantees() {
    return guarantees.isEmpty()
        ? EnumSet.allOf(Guarantee.class)
        : EnumSet.copyOf(new TreeSet<>(guarantees));
  }

  private void print(Report report, Map<String, Object> more) {
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>(ReportJson.of(report));
      json.putAll(more);
      terminal.out().println(Json.line(json));
      return;
    }
    more.forEach((what, value) -> terminal.out().println(what + ": " + value));
    ReportText.print(report, terminal.out());
    if (page != null) {
      terminal.out().println("The report: " + page);
    }
  }
}
