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

  /**
   * Runs all of it.
   *
   * @param progress told after every instant what was tried of the current write path
   */
  public static CrashReport run(Budget budget, Consumer<PathCounts> progress) {
    Findings findings = new Findings();
    List<PathCounts> paths = new ArrayList<>();
    for (WritePath path : paths()) {
      paths.add(new CrashTrial(path, budget, findings, progress).run());
    }
    FlipSweep sweep = new FlipSweep(budget.flipEvery(), findings);
    List<FlipCounts> flips = new ArrayList<>();
    for (FlipSubject subject : flipSubjects()) {
      try {
        flips.addAll(sweep.run(subject));
      } catch (IOException e) {
        throw new UncheckedIOException(subject.name() + " failed on a disk without faults", e);
      }
    }
    return new CrashReport(paths, flips, findings.counts(), findings.kept());
  }

  static List<WritePath> paths() {
    List<WritePath> paths = new ArrayList<>();
    paths.add(new JournalPath(FEW_WRITES));
    paths.add(new JournalPath(MANY_WRITES));
    paths.addAll(LogPath.all());
    paths.add(BrokerPath.plain());
    paths.add(BrokerPath.housekeeping());
    return paths;
  }

  static List<FlipSubject> flipSubjects() {
    return List.of(
        new JournalFlips(),
        new LogFlips(true),
        new LogFlips(false),
        new BrokerFlips("broker, closed", BrokerPath.housekeeping()),
        new BrokerFlips("broker, killed", BrokerPath.plain()));
  }
}
