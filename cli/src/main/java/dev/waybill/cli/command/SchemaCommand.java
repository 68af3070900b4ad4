package dev.waybill.cli.command;

import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill schema --dialect D}: the tables of a database, as SQL. */
@Command(
    name = "schema",
    description = "Print the SQL of the tables that exactly-once effects in a database need.",
    footer = {
      "",
      "For Flyway, Liquibase and the like: waybill schema --dialect postgresql > V1__waybill.sql",
      "Every statement may be run again. createSchema() in the application does the same."
    })
public final class SchemaCommand implements Callable<Integer> {

  @Option(
      names = "--dialect",
      paramLabel = "D",
      required = true,
      description = "postgresql, mariadb, mysql, h2 or sqlite.")
  private String dialect = "";

  @Option(
      names = "--prefix",
      paramLabel = "P",
      description = "What the tables' names begin with; " + Schema.DEFAULT_PREFIX + " by default.")
  private String prefix = Schema.DEFAULT_PREFIX;

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public SchemaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String sql = schema().sql();
    if (output.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("dialect", dialect);
      result.put("prefix", prefix);
      result.put("version", Schema.VERSION);
      result.put("sql", sql);
      terminal.out().println(Json.line(result));
    } else {
      terminal.out().print(sql);
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private Schema schema() {
    try {
      return Schema.of(Dialect.named(dialect), prefix);
    } catch (RejectedException | IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
