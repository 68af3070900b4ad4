package dev.waybill.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.orders.audit.AuditReport;
import dev.waybill.orders.audit.Auditor;
import dev.waybill.orders.audit.Evidence;
import dev.waybill.orders.audit.EvidenceReader;
import dev.waybill.orders.timeline.TimelineSvg;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The demo: run, kill, restart, drain, audit, and say whether every promise held. */
public final class OrdersDemo {

  private static final int ERROR_LINES = 20;

  private OrdersDemo() {}

  /**
   * Runs the demo and prints its result: a table or JSON on {@code out}; progress, and what went
   * wrong outside the audit, on {@code err}. Blocks until everything is over and no process is
   * left; the only files left are the timeline and those in {@link DemoOptions#directory}, and no
   * table.
   *
   * @throws IOException a file cannot be written or read, or no process be started
   * @throws dev.waybill.error.RejectedException the directory is not empty, or the database cannot
   *     be used
   */
  public static DemoResult run(DemoOptions options, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    try (RunDirectory directory = RunDirectory.open(options.directory());
        RunMessages messages = open(options, directory);
        RunBooks books = RunBooks.open(options, directory)) {
      supervise(options, directory, messages, books, err);
      Evidence evidence =
          EvidenceReader.read(directory.path(), messages.topics(), books.reader(messages));
      directory.standStillIfAbandoned();
      AuditReport report = Auditor.audit(evidence);
      Path svg = options.svg().toAbsolutePath().normalize();
      Files.writeString(svg, TimelineSvg.render(evidence, report), UTF_8);
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
      DemoResult result = new DemoResult(options, report, svg, took);
      out.print(options.json() ? ResultJson.render(result) : ResultTable.render(result, evidence));
      out.flush();
      return result;
    }
  }

  private static RunMessages open(DemoOptions options, RunDirectory directory)
      throws IOException, InterruptedException {
    if (options.messages().isEmpty()) {
      return new EmbeddedMessages(RunDirectory.data(directory.path()));
    }
    RunMessages messages = options.messages().get().open(directory.path());
    directory.houses(messages);
    return messages;
  }

  private static void supervise(
      DemoOptions options,
      RunDirectory directory,
      RunMessages messages,
      RunBooks books,
      PrintStream err)
      throws IOException, InterruptedException {
    Optional<String> trouble;
    try (ChronicleWriter chronicle =
            ChronicleWriter.open(directory.chronicle(), InstantSource.system());
        Progress progress = new Progress(err, options)) {
      trouble = new Supervisor(options, directory, messages, books, chronicle, progress).run();
    }
    if (trouble.isPresent()) {
      err.println("waybill demo: " + trouble.get() + "; its last words:");
      lastWords(directory.childErrors()).forEach(line -> err.println("  " + line));
    }
  }

  /** Of a stack trace; what was said stands before it. */
  private static boolean isFrame(String line) {
    return line.startsWith("\tat ") || line.startsWith("\t... ");
  }

  private static List<String> lastWords(Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file, UTF_8).stream().filter(line -> !isFrame(line)).toList();
    return lines.subList(Math.max(0, lines.size() - ERROR_LINES), lines.size());
  }
}
