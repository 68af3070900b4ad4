package dev.waybill.cli.command;

import dev.waybill.benchmarks.Bench;
import dev.waybill.benchmarks.BenchOptions;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill bench}: ours and the disk's limit, side by side. */
@Command(name = "bench", description = "Measure throughput and latency beside the disk's limit.")
public final class BenchCommand implements Callable<Integer> {

  /** The names, for the help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Bench.names().iterator();
    }
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description =
          "Which: ${COMPLETION-CANDIDATES}. Unless given: all of one process. wire: our server"
              + " beside a released Apache Kafka, which is fetched first. kafka: the engine on such a"
              + " Kafka beside bare kafka-clients. database: the orders pipeline"
              + " into a PostgreSQL server, which is fetched first.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--thorough", description = "More rounds, and recovery from 10 GB.")
  private boolean thorough;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each is measured; medians are shown. Unless given: as each needs.")
  private @Nullable Integer rounds;

  @Option(
      names = "--scale",
      paramLabel = "F",
      description = "Multiplies durations and counts; 1 is what published figures use.")
  private double scale = 1;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "On the disk to measure; the current directory unless given.")
  private Path directory = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    checkNames();
    BenchOptions options = options();
    int exitCode = Bench.run(names, options, terminal.out(), terminal.err());
    terminal.flush();
    return exitCode;
  }

  private void checkNames() {
    for (String name : names) {
      if (!Bench.names().contains(name)) {
        throw new CommandException(
            ExitCode.USAGE,
            "unknown benchmark '"
                + name
                + "': expected some of "
                + String.join(", ", Bench.names())
                + "; nothing was measured");
      }
    }
  }

  private BenchOptions options() {
    try {
      BenchOptions options = BenchOptions.defaults();
      return (rounds == null ? options : options.withRounds(rounds))
          .withJson(output.json())
          .withThorough(thorough)
          .withScale(scale)
          .withDirectory(directory)
          .withProgress(terminal.errIsTerminal());
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
