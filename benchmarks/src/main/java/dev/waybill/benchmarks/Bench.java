package dev.waybill.benchmarks;

import dev.waybill.benchmarks.report.Machine;
import dev.waybill.benchmarks.report.Result;
import dev.waybill.benchmarks.report.ResultJson;
import dev.waybill.benchmarks.report.ResultTable;
import dev.waybill.benchmarks.rounds.ChildFailedException;
import dev.waybill.benchmarks.rounds.Rounds;
import dev.waybill.benchmarks.rounds.ScratchDirectory;
import dev.waybill.benchmarks.suite.Benchmark;
import dev.waybill.benchmarks.suite.Suite;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what was asked for and prints it. One run at a time: two would measure each other.
 *
 * <p>Exit codes: {@value #OK} everything was measured (goals reached or not), {@value #FAILED}
 * something could not be, with the reason on {@code err}, {@value #USAGE} an unknown name.
 */
public final class Bench {

  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final BenchOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private final List<Result> results = new ArrayList<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  private Bench(BenchOptions options, PrintStream out, PrintStream err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** What may be asked for: the names of all benchmarks, and of groups of them. */
  public static List<String> names() {
    return Suite.names();
  }

  /**
   * Runs benchmarks and blocks until they are done. A benchmark that fails does not stop the
   * others.
   *
   * @param names which; none means all of this process
   * @param out the table, benchmark by benchmark, or the JSON object
   * @param err progress and failures
   * @return the exit code
   */
  public static int run(
      List<String> names, BenchOptions options, PrintStream out, PrintStream err) {
    for (String name : names) {
      if (!names().contains(name)) {
        err.println(
            "unknown benchmark '"
                + name
                + "': expected some of "
                + String.join(", ", names())
                + "; nothing was measured");
        return USAGE;
      }
    }
    return new Bench(options, out, err).run(names);
  }

  private int run(List<String> names) {
    Machine machine = Machine.here();
    if (!options.json()) {
      out.print(ResultTable.heading(machine));
    }
    try (ScratchDirectory scratch = ScratchDirectory.below(options.directory())) {
      Rounds rounds =
          new Rounds(
              scratch.path(),
              options.scale(),
              options.thorough(),
              options.rounds(),
              this::progress);
      for (Benchmark benchmark : Suite.chosen(names)) {
        measure(benchmark, rounds);
      }
    } catch (IOException e) {
      failed("scratch data", "expected a directory to write to, found " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed("bench", "interrupted; what was not measured by then is missing");
    }
    if (options.json()) {
      out.println(ResultJson.of(machine, options.scale(), options.thorough(), results, failures));
    }
    out.flush();
    return failures.isEmpty() ? OK : FAILED;
  }

  private void measure(Benchmark benchmark, Rounds rounds)
      throws IOException, InterruptedException {
    try {
      Result result =
          Result.of(benchmark, rounds.measure(benchmark), options.scale(), options.thorough());
      results.add(result);
      clearProgress();
      if (!options.json()) {
        out.print(ResultTable.of(result));
        out.flush();
      }
    } catch (ChildFailedException e) {
      failed(benchmark.name(), e.reason());
    }
  }

  private void failed(String name, String reason) {
    clearProgress();
    failures.put(name, reason);
    err.println(name + " was not measured: " + reason);
  }

  private void progress(String step) {
    if (options.progress()) {
      err.print(CLEAR_LINE + step);
      err.flush();
    }
  }

  private void clearProgress() {
    if (options.progress()) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
