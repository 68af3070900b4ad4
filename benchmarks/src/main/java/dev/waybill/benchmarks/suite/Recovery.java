package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.LogFill;
import dev.waybill.benchmarks.load.OpenLoad;
import java.util.List;
import java.util.Optional;

/**
 * How soon a directory serves again. The goal after a clean end is for 10 GB, which only a thorough
 * run fills: half a second for less says nothing about it.
 */
final class Recovery implements Benchmark {

  private static final long GIGABYTE = 1_000_000_000;
  private static final String OPEN = "openSeconds";

  private static final Contender CLOSED =
      Contender.of("cleanly closed", new OpenLoad())
          .after(Preparation.once(new LogFill(GIGABYTE, 10 * GIGABYTE, 1)));

  /** Spread so that no partition comes to its checkpoint: all of it is to be recovered. */
  private static final Contender KILLED =
      Contender.of("killed, 1 GB unsaved", new OpenLoad())
          .after(Preparation.killed(new LogFill(GIGABYTE, GIGABYTE, 8)));

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public String question() {
    return "open 1 GB (--thorough: 10 GB) cleanly closed, and 1 GB after kill -9";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(CLOSED, KILLED);
  }

  @Override
  public Optional<Comparison> comparison() {
    return Optional.empty();
  }

  @Override
  public List<Goal> goals() {
    return List.of(
        Goal.atMost(CLOSED.label(), OPEN, 0.5).whenThorough(),
        Goal.atMost(KILLED.label(), OPEN, 5));
  }
}
