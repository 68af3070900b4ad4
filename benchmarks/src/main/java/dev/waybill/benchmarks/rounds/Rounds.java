package dev.waybill.benchmarks.rounds;

import dev.waybill.benchmarks.load.SharedServer;
import dev.waybill.benchmarks.load.Workbench;
import dev.waybill.benchmarks.measure.Sample;
import dev.waybill.benchmarks.measure.SampleLine;
import dev.waybill.benchmarks.suite.Benchmark;
import dev.waybill.benchmarks.suite.Contender;
import dev.waybill.benchmarks.suite.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Measures benchmarks: in every round each contender once, so that a machine that becomes slower or
 * faster does so for all of them. One thread.
 */
public final class Rounds {

  /** Far more than any run needs: only a process that hangs meets it. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Told before each step. */
  public interface Watcher {
    void step(String what);
  }

  private final Path scratch;
  private final double scale;
  private final boolean thorough;
  private final OptionalInt rounds;
  private final Watcher watcher;
  private final Map<List<Contender>, Series> measured = new HashMap<>();
  private int directories;

  /**
   * @param scratch where data is written and deleted
   * @param rounds empty: as each benchmark says
   */
  public Rounds(Path scratch, double scale, boolean thorough, OptionalInt rounds, Watcher watcher) {
    this.scratch = scratch;
    this.scale = scale;
    this.thorough = thorough;
    this.rounds = rounds;
    this.watcher = watcher;
  }

  /**
   * Measures a benchmark. Two with the same contenders share one series.
   *
   * @throws ChildFailedException one of its runs gave no figures
   */
  public Series measure(Benchmark benchmark)
      throws ChildFailedException, IOException, InterruptedException {
    Series known = measured.get(benchmark.contenders());
    if (known != null) {
      return known;
    }
    Series series;
    if (benchmark.server().isPresent()) {
      Path directory = newDirectory();
      watcher.step(benchmark.name() + ": starting the server");
      try (SharedServer.Running server = benchmark.server().get().start(directory)) {
        series = measure(benchmark, server.address());
      } finally {
        ScratchDirectory.delete(directory);
      }
    } else {
      series = measure(benchmark, "");
    }
    measured.put(benchmark.contenders(), series);
    return series;
  }

  private Series measure(Benchmark benchmark, String server)
      throws ChildFailedException, IOException, InterruptedException {
    Map<Contender, Path> prepared = new HashMap<>();
    Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
    int last = rounds.orElse(benchmark.rounds(thorough));
    try {
      for (int round = 1 - benchmark.warmUpRounds(); round <= last; round++) {
        for (Contender contender : benchmark.contenders()) {
          String which = round < 1 ? "warming up" : "round " + round + " of " + last;
          watcher.step(benchmark.name() + ": " + contender.label() + ", " + which);
          Sample sample = run(benchmark, contender, round, server, prepared);
          if (round >= 1) {
            samples.computeIfAbsent(contender, key -> new ArrayList<>()).add(sample);
          }
        }
      }
    } finally {
      for (Path directory : prepared.values()) {
        ScratchDirectory.delete(directory);
      }
    }
    return new Series(samples);
  }

  private Sample run(
      Benchmark benchmark,
      Contender contender,
      int round,
      String server,
      Map<Contender, Path> prepared)
      throws ChildFailedException, IOException, InterruptedException {
    boolean kept =
        contender
            .preparation()
            .filter(one -> one.frequency() == Preparation.Frequency.ONCE)
            .isPresent();
    Path directory = prepared.get(contender);
    if (directory == null) {
      directory = newDirectory();
      if (kept) {
        prepared.put(contender, directory);
      }
      if (contender.preparation().isPresent()) {
        prepare(benchmark, contender, workbench(directory, round, server));
      }
    }
    Task task =
        new Task(
            benchmark.name(),
            contender.label(),
            Task.Phase.MEASURE,
            workbench(directory, round, server));
    try (ChildJvm child = ChildJvm.start(task, contender.heapMegabytes())) {
      Sample sample = SampleLine.read(child.await("@sample", PATIENCE)).orElseThrow();
      child.awaitEnd();
      return sample;
    } finally {
      if (!kept) {
        ScratchDirectory.delete(directory);
      }
    }
  }

  private static void prepare(Benchmark benchmark, Contender contender, Workbench workbench)
      throws ChildFailedException, IOException, InterruptedException {
    Task task = new Task(benchmark.name(), contender.label(), Task.Phase.PREPARE, workbench);
    try (ChildJvm child = ChildJvm.start(task, contender.heapMegabytes())) {
      child.await(LoadMain.READY, PATIENCE);
      if (contender.preparation().orElseThrow().ending() == Preparation.Ending.KILLED) {
        child.kill();
      } else {
        child.awaitEnd();
      }
    }
  }

  private Path newDirectory() throws IOException {
    return Files.createDirectory(scratch.resolve("run-" + directories++));
  }

  private Workbench workbench(Path directory, int round, String server) {
    return new Workbench(directory, scale, thorough, round, server);
  }
}
