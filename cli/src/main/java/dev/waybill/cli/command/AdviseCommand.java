package dev.waybill.cli.command;

import dev.waybill.Explanation;
import dev.waybill.cli.chain.Engines;
import dev.waybill.cli.terminal.CommandException;
import dev.waybill.cli.terminal.ExitCode;
import dev.waybill.cli.terminal.Json;
import dev.waybill.cli.terminal.Table;
import dev.waybill.cli.terminal.Terminal;
import dev.waybill.runtime.advise.Advice;
import dev.waybill.runtime.advise.Advisor;
import dev.waybill.runtime.advise.Needs;
import dev.waybill.runtime.explain.Explainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill advise}: three questions, and the guarantees that follow. */
@Command(
    name = "advise",
    description = "Ask three questions and recommend a guarantee for every hop.",
    footer = {
      "",
      "With any of the three options nothing is asked, and those not given mean no.",
      "Questions are answered with y or n, a line each, on standard input."
    })
public final class AdviseCommand implements Callable<Integer> {

  @Option(names = "--loss-ok", negatable = true, description = "A message may be lost.")
  private @Nullable Boolean lossOk;

  @Option(names = "--duplicates-ok", negatable = true, description = "An effect may happen twice.")
  private @Nullable Boolean duplicatesOk;

  @Option(
      names = "--idempotent",
      negatable = true,
      description = "The consumer can make twice the same as once.")
  private @Nullable Boolean idempotent;

  @Mixin private OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  public AdviseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Needs needs = needs();
    Advice advice = Advisor.advise(needs);
    Explanation.Verdict verdict =
        Explainer.explain(Engines.EMBEDDED, List.of(advice.publish()), List.of(advice.consume()))
            .chains()
            .get(0)
            .verdict();
    if (output.json()) {
      terminal.out().println(Json.line(asMap(needs, advice, verdict)));
    } else {
      print(advice, verdict);
    }
    terminal.flush();
    return ExitCode.OK;
  }

  private Needs needs() throws IOException {
    if (lossOk != null || duplicatesOk != null || idempotent != null) {
      return new Needs(isYes(lossOk), isYes(duplicatesOk), isYes(idempotent));
    }
    LineSource answers = new LineSource(terminal.in());
    boolean loss = ask("May a message be lost now and then?", answers);
    if (loss) {
      return new Needs(true, false, false);
    }
    boolean duplicates = ask("May the effect of a message happen twice?", answers);
    if (duplicates) {
      return new Needs(false, true, false);
    }
    return new Needs(false, false, ask("Can the consumer make twice the same as once?", answers));
  }

  private static boolean isYes(@Nullable Boolean answer) {
    return answer != null && answer;
  }

  private boolean ask(String question, LineSource answers) throws IOException {
    terminal.err().print(question + " [y/n] ");
    terminal.err().flush();
    byte[] line = answers.next();
    String answer =
        line == null
            ? ""
            : new String(line, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    return switch (answer) {
      case "y", "yes" -> true;
      case "n", "no" -> false;
      default ->
          throw new CommandException(
              ExitCode.USAGE,
              "expected y or n, found '"
                  + answer
                  + "'; answer again, or use --loss-ok, --duplicates-ok, --idempotent");
    };
  }

  private void print(Advice advice, Explanation.Verdict verdict) {
    terminal.out().println(advice.why());
    terminal.out().println();
    Table table = new Table("hop", "guarantee", "why");
    advice.hops().forEach(hop -> table.row(hop.hop(), hop.choice(), hop.why()));
    table.print(terminal.out());
    terminal.out().println();
    advice.code().forEach(line -> terminal.out().println("  " + line));
    terminal.out().println();
    terminal.out().println("costs: " + advice.cost());
    terminal.out().println("end to end: " + verdict.sentence());
  }

  private static Map<String, Object> asMap(
      Needs needs, Advice advice, Explanation.Verdict verdict) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("needs", needs);
    map.put("publish", advice.publish().guarantee().toString());
    map.put("consume", advice.consume().guarantee().toString());
    map.put("why", advice.why());
    map.put("cost", advice.cost());
    map.put("hops", advice.hops());
    map.put("code", advice.code());
    map.put("verdict", verdict);
    return map;
  }
}
