package dev.waybill.cli;

import dev.waybill.Guarantee;
import dev.waybill.cli.chain.OneChain.EffectChoice;
import dev.waybill.cli.command.AdviseCommand;
import dev.waybill.cli.command.BenchCommand;
import dev.waybill.cli.command.ConsumeCommand;
import dev.waybill.cli.command.CrashDepth;
import dev.waybill.cli.command.DemoCommand;
import dev.waybill.cli.command.DoctorCommand;
import dev.waybill.cli.command.DumpCommand;
import dev.waybill.cli.command.ExplainCommand;
import dev.waybill.cli.command.GroupsCommand;
import dev.waybill.cli.command.GroupsDescribe;
import dev.waybill.cli.command.GroupsList;
import dev.waybill.cli.command.GroupsReset;
import dev.waybill.cli.command.MigrateCommand;
import dev.waybill.cli.command.PublishCommand;
import dev.waybill.cli.command.SchemaCommand;
import dev.waybill.cli.command.ServeCommand;
import dev.waybill.cli.command.TopicsCommand;
import dev.waybill.cli.command.TopicsCreate;
import dev.waybill.cli.command.TopicsDelete;
import dev.waybill.cli.command.TopicsDescribe;
import dev.waybill.cli.command.TopicsList;
import dev.waybill.cli.command.VerifyCommand;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.message.StartPosition;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Puts the commands together. Only the one that is called is built, because building reflects on
 * its options and loads what it uses; help and mistakes need them all.
 */
final class CommandLines {

  private CommandLines() {}

  static CommandLine of(Terminal terminal, String... arguments) {
    CommandLine root = new CommandLine(new WaybillCommand());
    Map<String, Supplier<CommandLine>> commands = commands(terminal);
    if (arguments.length > 0 && commands.containsKey(arguments[0])) {
      add(root, arguments[0], commands);
    } else {
      commands.keySet().forEach(name -> add(root, name, commands));
    }
    boolean json = List.of(arguments).contains("--json");
    return root.registerConverter(Guarantee.class, converter(Guarantee::parse))
        .registerConverter(StartPosition.class, converter(StartPosition::parse))
        .registerConverter(Duration.class, converter(DurationText::parse))
        .registerConverter(CrashDepth.class, converter(CrashDepth::parse))
        .registerConverter(EffectChoice.class, converter(EffectChoice::parse))
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(new Mistakes(terminal, json))
        .setExecutionExceptionHandler(new Endings(terminal, json));
  }

  private static void add(
      CommandLine root, String name, Map<String, Supplier<CommandLine>> commands) {
    Supplier<CommandLine> command = commands.get(name);
    if (command != null) {
      root.addSubcommand(name, command.get());
    }
  }

  private static Map<String, Supplier<CommandLine>> commands(Terminal terminal) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("publish", () -> new CommandLine(new PublishCommand(terminal)));
    commands.put("consume", () -> new CommandLine(new ConsumeCommand(terminal)));
    commands.put("topics", () -> topics(terminal));
    commands.put("groups", () -> groups(terminal));
    commands.put("migrate", () -> new CommandLine(new MigrateCommand(terminal)));
    commands.put("serve", () -> new CommandLine(new ServeCommand(terminal)));
    commands.put("dump", () -> new CommandLine(new DumpCommand(terminal)));
    commands.put("explain", () -> new CommandLine(new ExplainCommand(terminal)));
    commands.put("doctor", () -> new CommandLine(new DoctorCommand(terminal)));
    commands.put("advise", () -> new CommandLine(new AdviseCommand(terminal)));
    commands.put("schema", () -> new CommandLine(new SchemaCommand(terminal)));
    commands.put("demo", () -> new CommandLine(new DemoCommand(terminal)));
    commands.put("verify", () -> new CommandLine(new VerifyCommand(terminal)));
    commands.put("bench", () -> new CommandLine(new BenchCommand(terminal)));
    return commands;
  }

  private static CommandLine topics(Terminal terminal) {
    return new CommandLine(new TopicsCommand())
        .addSubcommand(new TopicsList(terminal))
        .addSubcommand(new TopicsCreate(terminal))
        .addSubcommand(new TopicsDescribe(terminal))
        .addSubcommand(new TopicsDelete(terminal));
  }

  private static CommandLine groups(Terminal terminal) {
    return new CommandLine(new GroupsCommand())
        .addSubcommand(new GroupsList(terminal))
        .addSubcommand(new GroupsDescribe(terminal))
        .addSubcommand(new GroupsReset(terminal));
  }

  /** What the parser says of a wrong value is what the user reads. */
  private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }
}
