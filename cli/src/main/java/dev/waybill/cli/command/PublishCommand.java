package dev.waybill.cli.command;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Waybill;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.error.RejectedException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill publish TOPIC}: a message per line of the standard input. */
@Command(
    name = "publish",
    description = "Publish every line of standard input as a message, and wait for the receipts.",
    footer = {
      "",
      "Under at-least-once and exactly-once the count is of synced messages. Exactly-once holds",
      "within one run: running it again publishes again."
    })
public final class PublishCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TOPIC", description = "An existing topic.")
  private String topic = "";

  @Option(
      names = "--guarantee",
      paramLabel = "G",
      description = "at-most-once, at-least-once (default) or exactly-once.")
  private Guarantee guarantee = Guarantee.AT_LEAST_ONCE;

  @Option(
      names = "--key-separator",
      paramLabel = "S",
      description = "What stands between key and value in a line; without it there are no keys.")
  private @Nullable String keySeparator;

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public PublishCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (keySeparator != null && keySeparator.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "--key-separator: expected at least one character, found none");
    }
    Receipts receipts = new Receipts();
    try (StopSignal stop = StopSignal.listen();
        Waybill waybill = engine.open(terminal)) {
      Known.topic(waybill, topic);
      long lines = publish(waybill, receipts, stop);
      return report(receipts, lines);
    }
  }

  /** Returns how many lines were read; stops reading at the first failure that it hears of. */
  private long publish(Waybill waybill, Receipts receipts, StopSignal stop) throws IOException {
    Optional<String> separator = Optional.ofNullable(keySeparator);
    LineSource lines = new LineSource(terminal.in());
    try (Publisher<Line> publisher =
            waybill.publisher(Line.topic(topic, separator.isPresent()), guarantee);
        ProgressLine progress = ProgressLine.of(terminal, "published", terminal.inBytes())) {
      byte[] bytes = lines.next();
      while (bytes != null) {
        long number = lines.number();
        Line line = lineOrFailure(bytes, separator, number, receipts);
        if (line == null) {
          break;
        }
        // Nobody waits for the single future: flush() does, for all of them.
        CompletableFuture<Receipt> unused =
            publisher
                .publish(line)
                .whenComplete((receipt, failure) -> receipts.answer(number, receipt, failure));
        progress.at(receipts.published(), lines.bytes());
        if (stop.isRequested() || receipts.failed() > 0) {
          break;
        }
        bytes = lines.next();
      }
      publisher.flush();
    }
    return lines.number();
  }

  private static @Nullable Line lineOrFailure(
      byte[] bytes, Optional<String> separator, long number, Receipts receipts) {
    try {
      return Line.of(bytes, separator, number);
    } catch (CommandException e) {
      receipts.answer(number, null, e);
      return null;
    }
  }

  private int report(Receipts receipts, long lines) {
    Optional<Receipts.Failure> failure = receipts.firstFailure();
    if (output.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("topic", topic);
      result.put("guarantee", guarantee.toString());
      result.put("published", receipts.published());
      result.put("failed", receipts.failed());
      result.put("perPartition", receipts.perPartition());
      failure.ifPresent(
          first ->
              result.put(
                  "firstFailure",
                  Map.of(
                      "line", first.line(), "error", String.valueOf(first.cause().getMessage()))));
      terminal.out().println(Json.line(result));
    } else {
      String how = guarantee == Guarantee.AT_MOST_ONCE ? "sent, not awaited" : "synced";
      terminal
          .out()
          .printf(
              "published %s to %s (%s, %s)%n",
              Plural.of(receipts.published(), "message"), topic, guarantee, how);
    }
    terminal.flush();
    if (failure.isEmpty()) {
      return ExitCode.OK;
    }
    Receipts.Failure first = failure.get();
    throw new CommandException(
        Failures.exitCode(first.cause()),
        "line "
            + first.line()
            + " was not published: "
            + first.cause().getMessage()
            + "; of "
            + Plural.of(lines, "line")
            + " read "
            + receipts.published()
            + " were acknowledged"
            + (first.cause() instanceof RejectedException
                ? ""
                : "; read back before publishing again"));
  }
}
