package dev.waybill.verifier.crash;

import dev.waybill.verifier.check.Findings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every write path of the log, the journal and the broker, crashed before every operation; and
 * every bit of their files, flipped. One thread; the same budget gives the same report.
 *
 * <p>Recovery says what it does in the log of the program, at WARN and above, thousands of times
 * over: whoever runs this turns {@code dev.waybill.log} and {@code dev.waybill.broker} off.
 */
public final class CrashStateSuite {
  private static final int FEW_WRITES = 5;
  private static final int MANY_WRITES = 9;

  private CrashStateSuite() {}

  /** Write paths and subjects of flips: how many parts there are. */
  public static int parts() {
    return planned(SuiteBudget.tiny()).size() + storeSubjects().size() + directorySubjects().size();
  }

  /**
   * Runs all of it.
   *
   * @param progress told after every instant what was tried of the current write path
   */
  public static CrashReport run(SuiteBudget budget, Consumer<PathCounts> progress) {
    return run(budget, progress, flipped -> {});
  }

  /**
   * Runs all of it.
   *
   * @param progress told after every instant what was tried of the current write path
   * @param flipped told after every subject whose bits were flipped, last of all
   */
  public static CrashReport run(
      SuiteBudget budget, Consumer<PathCounts> progress, Consumer<List<FlipCounts>> flipped) {
    Findings findings = new Findings();
    List<PathCounts> paths = new ArrayList<>();
    for (Planned planned : planned(budget)) {
      paths.add(new CrashTrial(planned.path, planned.budget, findings, progress).run());
    }
    List<FlipCounts> flips = new ArrayList<>();
    flips.addAll(flip(storeSubjects(), new FlipSweep(budget.flipEvery(), findings), flipped));
    flips.addAll(
        flip(directorySubjects(), new FlipSweep(budget.directoryFlipEvery(), findings), flipped));
    return new CrashReport(paths, flips, findings.counts(), findings.kept());
  }

  private static List<FlipCounts> flip(
      List<FlipSubject> subjects, FlipSweep sweep, Consumer<List<FlipCounts>> flipped) {
    List<FlipCounts> flips = new ArrayList<>();
    for (FlipSubject subject : subjects) {
      try {
        List<FlipCounts> found = sweep.run(subject);
        flips.addAll(found);
        flipped.accept(found);
      } catch (IOException e) {
        throw new UncheckedIOException(subject.name() + " failed on a disk without faults", e);
      }
    }
    return flips;
  }

  /** A write path, and how much of it is tried. */
  record Planned(WritePath path, Budget budget) {}

  static List<Planned> planned(SuiteBudget budget) {
    List<Planned> planned = new ArrayList<>();
    planned.add(new Planned(new JournalPath(FEW_WRITES), budget.journal()));
    planned.add(new Planned(new JournalPath(MANY_WRITES), budget.journal()));
    LogPath.all().forEach(path -> planned.add(new Planned(path, budget.log())));
    planned.add(new Planned(BrokerPath.plain(), budget.broker()));
    planned.add(new Planned(BrokerPath.housekeeping(), budget.broker()));
    return planned;
  }

  /** One store each. */
  static List<FlipSubject> storeSubjects() {
    return List.of(new JournalFlips(), new LogFlips(true), new LogFlips(false));
  }

  /** Whole data directories. */
  static List<FlipSubject> directorySubjects() {
    return List.of(
        new BrokerFlips("broker, closed", BrokerPath.housekeeping()),
        new BrokerFlips("broker, killed", BrokerPath.plain()));
  }
}
