package dev.waybill.verifier.simulate;

import dev.waybill.verifier.check.Checker;
import dev.waybill.verifier.check.Findings;
import dev.waybill.verifier.check.Judge;
import dev.waybill.verifier.check.Verdict;
import dev.waybill.verifier.history.Promises;
import dev.waybill.verifier.simulate.world.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** Runs many seeds, each with all checkers, on as many threads as it is told. */
public final class Seeds {
  private static final int ENOUGH_FAILURES = 5;

  private final Scenario scenario;
  private final BiFunction<Promises, Findings, List<Checker>> checkers;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong inconclusive = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final Coverage coverage = new Coverage();
  private final List<Failure> failures = new ArrayList<>();

  /** A run that is not as promised, and what is wrong. */
  public record Failure(Script script, String what) {}

  /**
   * What the runs came to.
   *
   * @param failures the first few
   */
  public record Summary(
      long held,
      long inconclusive,
      long operations,
      long events,
      Coverage coverage,
      List<Failure> failures) {}

  /**
   * @param checkers makes those that look at one run
   */
  public Seeds(Scenario scenario, BiFunction<Promises, Findings, List<Checker>> checkers) {
    this.scenario = scenario;
    this.checkers = checkers;
  }

  /** Runs the seeds from {@code first} on; ends early when enough have failed. */
  public Summary run(long first, long count, int threads) throws InterruptedException {
    next.set(first);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> work(first + count), "simulation-" + i);
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    synchronized (failures) {
      return new Summary(
          held.get(),
          inconclusive.get(),
          operations.get(),
          events.get(),
          coverage,
          List.copyOf(failures));
    }
  }

  private void work(long end) {
    Coverage mine = new Coverage();
    for (long seed = next.getAndIncrement();
        seed < end && !isEnough();
        seed = next.getAndIncrement()) {
      run(Script.of(seed, scenario), mine);
    }
    synchronized (failures) {
      coverage.add(mine);
    }
  }

  private boolean isEnough() {
    synchronized (failures) {
      return failures.size() >= ENOUGH_FAILURES;
    }
  }

  private void run(Script script, Coverage mine) {
    String wrong = "";
    try {
      Judge judge = judge(script);
      Simulation.Result result = Simulation.run(script, mine, judge);
      operations.addAndGet(result.operations());
      events.addAndGet(result.events());
      Verdict verdict = judge.verdict();
      if (verdict instanceof Verdict.Violated) {
        wrong = verdict.toString();
      } else if (verdict instanceof Verdict.Inconclusive) {
        inconclusive.incrementAndGet();
      } else {
        held.incrementAndGet();
      }
    } catch (RuntimeException e) {
      wrong = describe(e);
    }
    if (!wrong.isEmpty()) {
      synchronized (failures) {
        failures.add(new Failure(script, wrong));
      }
    }
  }

  private Judge judge(Script script) {
    Promises promises = Simulation.promises(script);
    Findings findings = new Findings();
    return new Judge(promises, checkers.apply(promises, findings), findings);
  }

  private static String describe(RuntimeException e) {
    java.io.StringWriter text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  /**
   * What is wrong with a run, told apart from others by its kinds of anomalies or by its exception;
   * empty when nothing is.
   */
  public String symptom(Script script) {
    try {
      Judge judge = judge(script);
      Simulation.Result unused = Simulation.run(script, new Coverage(), judge);
      return judge.verdict() instanceof Verdict.Violated violated
          ? new java.util.TreeSet<>(violated.counts().keySet()).first().name()
          : "";
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage()).replaceAll("\\d+", "#");
    }
  }

  /** The smallest run that shows the same. */
  public Script shrink(Script script) {
    String symptom = symptom(script);
    List<String> cast = Simulation.cast(script);
    return new Shrinker(candidate -> symptom(candidate).equals(symptom)).shrink(script, cast);
  }
}
