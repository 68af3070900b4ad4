package dev.waybill.cli.command;

import dev.waybill.Delivery;
import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.WhenExhausted;
import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.TopicDescription;
import dev.waybill.cli.terminal.BrokenPipeException;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Plural;
import dev.waybill.cli.terminal.ProgressLine;
import dev.waybill.cli.terminal.StopSignal;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.codec.Codecs;
import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill consume TOPIC}: a line of standard output per message. */
@Command(
    name = "consume",
    description = "Print the messages of a topic, one per line.",
    footer = {
      "",
      "At-least-once moves the group's position after the lines were handed on, at-most-once",
      "before. Without --group every message is read and no position is kept."
    })
public final class ConsumeCommand implements Callable<Integer> {

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(50);
  private static final int MAX_BATCH = 1_000;

  @Parameters(paramLabel = "TOPIC", description = "An existing topic.")
  private String topic = "";

  @Option(names = "--group", paramLabel = "G", description = "Whose position is kept.")
  private @Nullable String group;

  @Option(
      names = "--guarantee",
      paramLabel = "G",
      description = "at-most-once or at-least-once (default); needs --group.")
  private @Nullable Guarantee guarantee;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description =
          "Move there first: earliest, latest, an offset, or a time like 2026-11-20T08:00:00Z."
              + " Unless given: where the group is, or earliest.")
  private @Nullable StartPosition from;

  @Option(names = "--max", paramLabel = "N", description = "End after that many messages.")
  private long max = Long.MAX_VALUE;

  @Option(names = "--follow", description = "Wait for more instead of ending when caught up.")
  private boolean follow;

  @Option(
      names = "--key-separator",
      paramLabel = "S",
      description = "Print the key and this before each value.")
  private @Nullable String keySeparator;

  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public ConsumeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkOptions();
    DeliveryPrinter printer =
        new DeliveryPrinter(terminal, output.json(), Optional.ofNullable(keySeparator), max);
    try (StopSignal stop = StopSignal.listen();
        Waybill waybill = engine.openExisting(terminal)) {
      TopicDescription described = Known.topic(waybill, topic);
      if (group != null && from != null) {
        waybill.groups().reset(group, topic, from);
      }
      OptionalLong total = follow ? OptionalLong.empty() : toCome(waybill, described);
      try (Subscription subscription = subscribe(waybill, printer, stop)) {
        await(subscription, printer, stop, total);
      }
      if (printer.isReaderGone()) {
        throw new BrokenPipeException();
      }
      // Before the stop signal is closed: a process that was asked to end may end right after that.
      summarise(printer);
    }
    return ExitCode.OK;
  }

  private void checkOptions() {
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      throw new CommandException(
          ExitCode.USAGE,
          "exactly-once needs one transaction around effect and position, and no transaction"
              + " reaches past standard output; consume at-least-once and drop repeats by partition"
              + " and offset (--json prints them), or write an application with"
              + " exactlyOnce().into(…)");
    }
    if (guarantee != null && group == null) {
      throw new CommandException(
          ExitCode.USAGE, "--guarantee is kept by a group's position: add --group G");
    }
    if (max < 1) {
      throw new CommandException(ExitCode.USAGE, "--max: expected at least 1, found " + max);
    }
  }

  private Subscription subscribe(Waybill waybill, DeliveryPrinter printer, StopSignal stop) {
    var subscribe = waybill.subscribe(Topic.named(topic).of(Codecs.bytes()));
    if (group == null) {
      return subscribe
          .broadcast()
          .startAt(from == null ? StartPosition.earliest() : from)
          .handleDeliveries(delivery -> print(printer, List.of(delivery), stop));
    }
    if (guarantee == Guarantee.AT_MOST_ONCE) {
      return subscribe
          .group(group)
          .atMostOnce()
          .maxBatch((int) Math.min(max, MAX_BATCH))
          .handleBatches(deliveries -> print(printer, deliveries, stop));
    }
    return subscribe
        .group(group)
        .atLeastOnce()
        .retry(Retry.none())
        .whenExhausted(WhenExhausted.stop())
        .maxBatch(MAX_BATCH)
        .commitManually()
        .handleBatches(
            deliveries -> print(printer, deliveries, stop).forEach(Delivery::acknowledge));
  }

  private static List<Delivery<byte[]>> print(
      DeliveryPrinter printer, List<Delivery<byte[]>> deliveries, StopSignal stop) {
    List<Delivery<byte[]>> printed = printer.print(deliveries);
    if (printer.isFull() || printer.isReaderGone()) {
      stop.request();
    }
    return printed;
  }

  /** About how many messages there are to print; transaction markers have offsets too. */
  private OptionalLong toCome(Waybill waybill, TopicDescription described) {
    if (group == null && from != null) {
      return OptionalLong.empty();
    }
    long messages =
        Remaining.messages(
            described,
            group == null
                ? List.of()
                : waybill
                    .groups()
                    .describe(group)
                    .map(GroupDescription::positions)
                    .orElse(List.of()));
    return OptionalLong.of(Math.min(max, messages));
  }

  private void await(
      Subscription subscription, DeliveryPrinter printer, StopSignal stop, OptionalLong total)
      throws InterruptedException {
    try (ProgressLine progress = ProgressLine.besideResults(terminal, "consumed", total)) {
      while (!stop.isRequested() && !isOver(subscription, stop)) {
        progress.at(printer.printed(), printer.printed());
      }
    }
    subscription
        .failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  private boolean isOver(Subscription subscription, StopSignal stop) throws InterruptedException {
    if (subscription.state() == Subscription.State.FAILED) {
      return true;
    }
    // Without partitions there is nothing to catch up with, which is not the same as caught up.
    if (follow || subscription.assignment().isEmpty()) {
      stop.await(CHECK_INTERVAL);
      return false;
    }
    return subscription.awaitCaughtUp(CHECK_INTERVAL);
  }

  private void summarise(DeliveryPrinter printer) {
    if (output.json()) {
      return;
    }
    terminal.err().printf("consumed %s of %s%n", Plural.of(printer.printed(), "message"), topic);
    if (guarantee == Guarantee.AT_MOST_ONCE && printer.passedOver() > 0) {
      terminal
          .err()
          .printf(
              Locale.ROOT,
              "%,d more had come with them and will not come again: at-most-once moves the position"
                  + " first; use at-least-once to stop at an exact place%n",
              printer.passedOver());
    }
  }
}
