package dev.waybill.orders.demo;

import dev.waybill.orders.database.PostgresProcess;
import dev.waybill.orders.demo.ChildSettings.Trap;
import dev.waybill.orders.demo.KillPlan.Strike;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Lives of the pipeline, one after the other: all but the last end by SIGKILL.
 *
 * <pre>
 *   STARTING ── opening ──► RECOVERING ── opened ──► WORKING ── drained ──► done
 *      ▲                        │ strike               │ trapped
 *      └────────────────────────┴──────── SIGKILL ◄────┘
 * </pre>
 */
final class Supervisor {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DemoOptions options;
  private final RunDirectory directory;
  private final RunBooks books;
  private final ChronicleWriter chronicle;
  private final Progress progress;

  Supervisor(
      DemoOptions options,
      RunDirectory directory,
      RunBooks books,
      ChronicleWriter chronicle,
      Progress progress) {
    this.options = options;
    this.directory = directory;
    this.books = books;
    this.chronicle = chronicle;
    this.progress = progress;
  }

  /**
   * Runs the pipeline until it is drained.
   *
   * @return why it was not, if it was not
   */
  Optional<String> run() throws IOException, InterruptedException {
    chronicle.begun(options, books.title());
    List<Strike> strikes =
        KillPlan.of(options.kills(), options.orders(), options.seed(), books.server().isPresent());
    for (int run = 1; ; run++) {
      Optional<Strike> strike =
          run <= strikes.size() ? Optional.of(strikes.get(run - 1)) : Optional.empty();
      Life life = new Life(run, strike);
      try {
        life.live();
      } catch (TimeoutException e) {
        return Optional.of(e.getMessage() + " in run " + run);
      }
      if (life.drained) {
        return Optional.empty();
      }
      if (!life.struck()) {
        return Optional.of(
            "the pipeline process of run " + run + " ended with exit code " + life.exitCode);
      }
    }
  }

  private final class Life {
    private final int run;
    private final Optional<Strike> strike;
    private boolean opened;
    private boolean drained;
    private int exitCode;
    private Optional<Signal> trapped = Optional.empty();
    private boolean killed;

    Life(int run, Optional<Strike> strike) {
      this.run = run;
      this.strike = strike;
    }

    void live() throws IOException, InterruptedException, TimeoutException {
      chronicle.starting(run);
      try (Child child = Child.start(settings(), directory.childErrors())) {
        directory.writtenBy(child.process());
        for (Optional<Signal> signal = child.next(PATIENCE);
            signal.isPresent();
            signal = child.next(PATIENCE)) {
          hear(signal.get(), child);
        }
        exitCode = child.exitCode();
        directory.standStillIfAbandoned();
      }
      if (strike.isPresent()) {
        String where = where(strike.get());
        String order = trapped.map(signal -> signal.arguments().get(1)).orElse("");
        chronicle.killed(run, struck(), where, order);
        progress.killed(where);
      }
      if (drained) {
        chronicle.drained(run);
      }
    }

    /** A kill has hit if it ended the process, and while there was still something to do. */
    boolean struck() {
      return killed && exitCode == Child.KILLED && !drained;
    }

    private void hear(Signal signal, Child child) throws IOException, InterruptedException {
      switch (signal.word()) {
        case OPENING -> {
          if (strike.isPresent() && strike.get().place() == Place.RECOVERY) {
            Thread.sleep(strike.get().delay().toMillis());
            kill(child);
          }
        }
        case OPENED -> {
          opened = true;
          chronicle.opened(run);
        }
        case RESUMED -> {
          chronicle.resumed(signal.number(0));
          progress.published(signal.number(0));
        }
        case ACKNOWLEDGED -> {
          chronicle.acknowledged(signal.number(0), signal.number(1));
          progress.published(signal.number(1));
        }
        case TRAPPED -> {
          trapped = Optional.of(signal);
          if (placeOf(signal) == Place.DATABASE) {
            killBoth(child);
          } else {
            kill(child);
          }
        }
        case DRAINED -> drained = true;
      }
    }

    private void kill(Child child) {
      killed = true;
      child.kill();
    }

    /** The server first, under the open transaction; it has recovered before the next life. */
    private void killBoth(Child child) throws IOException {
      PostgresProcess server = books.server().orElseThrow();
      server.kill();
      kill(child);
      server.start();
    }

    private static Place placeOf(Signal trapped) {
      return Place.valueOf(trapped.arguments().get(0));
    }

    private String where(Strike planned) {
      if (trapped.isPresent()) {
        return placeOf(trapped.get()).text();
      }
      return opened && planned.place() == Place.RECOVERY
          ? "recovery: services about to resume"
          : planned.place().text();
    }

    private ChildSettings settings() {
      Optional<Trap> trap =
          strike
              .filter(planned -> planned.place() != Place.RECOVERY)
              .map(planned -> new Trap(planned.place(), planned.fromOrder()));
      return new ChildSettings(
          directory.path(),
          run,
          options.orders(),
          options.seed(),
          options.ordersPerSecond(),
          trap,
          books.tables());
    }
  }
}
