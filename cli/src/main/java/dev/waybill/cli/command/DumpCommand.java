package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.log.dump.SegmentDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill dump SEGMENT-OR-DIRECTORY}: what lies on disk, as it lies there. */
@Command(
    name = "dump",
    description = "Show the batches of a segment file, or of all partitions below a directory.",
    footer = {
      "",
      "Reads only, and may look at a log that is being written. Ends with 6 if a batch is damaged",
      "or a segment does not end with a whole batch; a log that was cut off in the middle of a"
          + " write",
      "looks like that until it is opened again."
    })
public final class DumpCommand implements Callable<Integer> {

  private static final String SEGMENT = "[0-9]{20}\\.log";

  @Parameters(
      paramLabel = "SEGMENT-OR-DIRECTORY",
      description = "A .log file, a partition's directory, or a data directory.")
  private Path path = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public DumpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<Path> segments = segments();
    DumpPrinter printer;
    try (ProgressLine progress =
        ProgressLine.besideResults(terminal, "batches", OptionalLong.of(bytes(segments)))) {
      printer = new DumpPrinter(terminal, output.json(), progress);
      for (Path walked : toWalk(segments)) {
        SegmentDump.walk(walked, printer);
      }
    }
    terminal.flush();
    if (printer.unsoundSegments() > 0) {
      throw new CommandException(
          ExitCode.CORRUPT,
          printer.unsoundSegments()
              + " of "
              + Plural.of(printer.segments(), "segment")
              + " not sound, as shown above; nothing was changed: a torn end above the"
              + " durable mark is cut off when the log is opened, other damage needs a copy of the"
              + " data");
    }
    return ExitCode.OK;
  }

  private List<Path> segments() throws IOException {
    if (!Files.exists(path)) {
      throw cannotOpen("there is no " + path + "; expected a .log file or a directory");
    }
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    try (Stream<Path> below = Files.walk(path)) {
      List<Path> segments =
          below.filter(file -> String.valueOf(file.getFileName()).matches(SEGMENT)).toList();
      if (segments.isEmpty()) {
        throw cannotOpen(
            "expected segment files (20 digits and .log) in or below " + path + ", found none");
      }
      return segments;
    }
  }

  /** The one file that was named, or the partitions that the segments are in. */
  private List<Path> toWalk(List<Path> segments) {
    return Files.isRegularFile(path)
        ? segments
        : segments.stream()
            .map(file -> file.toAbsolutePath().getParent())
            .distinct()
            .sorted()
            .toList();
  }

  private static long bytes(List<Path> segments) throws IOException {
    long bytes = 0;
    for (Path segment : segments) {
      bytes += Files.size(segment);
    }
    return bytes;
  }

  private static CommandException cannotOpen(String message) {
    return new CommandException(ExitCode.CANNOT_OPEN, message);
  }
}
