package dev.waybill.cli.command;

import dev.waybill.DeduplicationStore;
import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import dev.waybill.cli.chain.Engines;
import dev.waybill.cli.chain.OneChain;
import dev.waybill.cli.chain.OneChain.EffectChoice;
import dev.waybill.cli.chain.OrdersPipeline;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.engine.Capabilities;
import dev.waybill.runtime.explain.Explainer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill explain}: hop by hop, what a chain promises. */
@Command(
    name = "explain",
    description =
        "Show the guarantee of every hop and what holds end to end; for the orders pipeline unless"
            + " a chain is given.")
public final class ExplainCommand implements Callable<Integer> {

  private static final int REMEMBERED_IDS = 1_000_000;

  @Option(
      names = "--publisher",
      paramLabel = "G",
      description = "at-most-once, at-least-once or exactly-once.")
  private @Nullable Guarantee publisher;

  @Option(
      names = "--consumer",
      paramLabel = "G",
      description = "at-most-once, at-least-once or exactly-once.")
  private @Nullable Guarantee consumer;

  @Option(
      names = "--effect",
      paramLabel = "E",
      description = "none, idempotent, deduplicated, broker-transaction or database.")
  private @Nullable EffectChoice effect;

  @Option(
      names = "--ids",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether messages carry ids; they do unless --no-ids.")
  private boolean ids = true;

  @Option(
      names = "--dedup-window",
      paramLabel = "DURATION",
      description = "How long a de-duplication store remembers; 24h by default.")
  private Duration dedupWindow = Duration.ofHours(24);

  @Option(
      names = "--dedup-durable",
      description = "The de-duplication store survives a restart; one in memory does not.")
  private boolean dedupDurable;

  @Option(names = "--engine", paramLabel = "E", description = "embedded (default) or kafka.")
  private String engine = "embedded";

  @Option(
      names = "--database",
      description = "The orders pipeline with the books of payment and inventory in a database.")
  private boolean database;

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Explanation explanation = explain();
    if (output.json()) {
      terminal.out().println(Json.line(explanation));
    } else {
      terminal.out().print(explanation);
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private Explanation explain() {
    if (publisher == null && consumer == null && effect == null) {
      return Explainer.explain(
          capabilities(), OrdersPipeline.publishers(), OrdersPipeline.consumers(database));
    }
    if (database) {
      throw new CommandException(
          ExitCode.USAGE,
          "--database is about the orders pipeline, found a chain of your own; say --effect"
              + " database for that");
    }
    Guarantee consuming = consumer != null ? consumer : impliedConsumer();
    DeduplicationStore.Window window =
        new DeduplicationStore.Window(REMEMBERED_IDS, dedupWindow, dedupDurable);
    return Explainer.explain(
        capabilities(),
        List.of(OneChain.publisher(publisher != null ? publisher : Guarantee.AT_LEAST_ONCE, ids)),
        List.of(
            OneChain.consumer(
                consuming, effect != null ? effect : impliedEffect(consuming), window)));
  }

  private Guarantee impliedConsumer() {
    boolean transaction =
        effect == EffectChoice.BROKER_TRANSACTION || effect == EffectChoice.DATABASE;
    return transaction ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
  }

  private static EffectChoice impliedEffect(Guarantee consuming) {
    return consuming == Guarantee.EXACTLY_ONCE
        ? EffectChoice.BROKER_TRANSACTION
        : EffectChoice.NONE;
  }

  private Capabilities capabilities() {
    return switch (engine) {
      case "embedded" -> Engines.EMBEDDED;
      case "kafka" -> Engines.KAFKA;
      default ->
          throw new CommandException(
              ExitCode.USAGE, "--engine: expected embedded or kafka, found '" + engine + "'");
    };
  }
}
