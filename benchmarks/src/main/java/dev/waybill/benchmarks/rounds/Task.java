package dev.waybill.benchmarks.rounds;

import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.suite.Benchmark;
import dev.waybill.benchmarks.suite.Contender;
import dev.waybill.benchmarks.suite.Suite;
import java.nio.file.Path;
import java.util.List;

/**
 * What a child is to do, as its arguments say it.
 *
 * @param benchmark name
 * @param contender label
 * @param phase prepare or measure
 * @param workbench where and how much
 */
record Task(String benchmark, String contender, Phase phase, Workbench workbench) {

  /** Which part of a contender's work. */
  enum Phase {
    PREPARE,
    MEASURE
  }

  List<String> toArguments() {
    return List.of(
        benchmark,
        contender,
        phase.name(),
        workbench.directory().toString(),
        Double.toString(workbench.scale()),
        Boolean.toString(workbench.thorough()),
        Integer.toString(workbench.round()),
        workbench.server());
  }

  static Task fromArguments(String[] arguments) {
    if (arguments.length != 8) {
      throw new IllegalArgumentException(
          "expected 8 arguments, found "
              + arguments.length
              + "; run benchmarks by './waybill bench'");
    }
    return new Task(
        arguments[0],
        arguments[1],
        Phase.valueOf(arguments[2]),
        new Workbench(
            Path.of(arguments[3]),
            Double.parseDouble(arguments[4]),
            Boolean.parseBoolean(arguments[5]),
            Integer.parseInt(arguments[6]),
            arguments[7]));
  }

  Contender find() {
    Benchmark found =
        Suite.named(benchmark)
            .orElseThrow(() -> new IllegalArgumentException("unknown benchmark " + benchmark));
    return found.contenders().stream()
        .filter(one -> one.label().equals(contender))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown contender " + contender + " of " + benchmark));
  }
}
