package dev.waybill.verifier.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.check.Findings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Everything the suite has. {@code -Dwaybill.crash.budget=full} tries every state of every instant
 * with up to ten pending operations, which takes some ten minutes; {@code -Dwaybill.crash.seed=N}
 * draws other samples.
 */
class CrashStateSuiteTest {

  @Test
  void noLegalDiskAndNoFlippedBitBreaksAPromise() {
    boolean full = "full".equals(System.getProperty("waybill.crash.budget"));
    SuiteBudget budget =
        (full ? SuiteBudget.full() : SuiteBudget.quick())
            .withSeed(Long.getLong("waybill.crash.seed", 1));
    List<PathCounts> steps = new ArrayList<>();

    CrashReport report = CrashStateSuite.run(budget, steps::add);

    System.out.println("budget: " + budget + "\n" + report.table());
    report.findings().forEach(each -> System.out.println(each.kind() + ": " + each.what()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.held()).isTrue();
    assertThat(report.states()).isGreaterThan(200_000);
    assertThat(steps).hasSizeGreaterThan(700);
    assertThat(report.paths()).hasSameSizeAs(CrashStateSuite.planned(budget));
    assertThat(report.paths())
        .allSatisfy(
            path -> {
              assertThat(path.exhaustive()).as("exhaustive: %s", path).isGreaterThan(25);
              assertThat(path.states()).as("states: %s", path).isGreaterThan(1_000);
              assertThat(path.secondLevel()).as("second level: %s", path).isGreaterThan(250);
              assertThat(path.kills()).as("kills: %s", path).isEqualTo(2 * path.instants());
              assertThat(path.sampled() == 0 || path.leastPendingSampled() > whole(path, full))
                  .as("sampled only where it must be: %s", path)
                  .isTrue();
            });
    assertThat(report.flips())
        .allSatisfy(
            flip -> {
              assertThat(flip.isLegal()).as("legal: %s", flip).isTrue();
              assertThat(flip.bits()).as("bits: %s", flip).isGreaterThanOrEqualTo(20);
            });
    assertThat(report.flips().stream().mapToLong(FlipCounts::bits).sum()).isGreaterThan(30_000);
    assertThat(report.flips().stream().filter(flip -> flip.kind().endsWith(": segment")))
        .allSatisfy(flip -> assertThat(flip.of(FlipOutcome.REPORTED)).isGreaterThan(1_000));
    assertThat(report.flips().stream().map(FlipCounts::kind))
        .contains(
            "journal file: journal",
            "log, closed: segment",
            "log, closed: index",
            "log, closed: time index",
            "log, closed: checkpoint",
            "log, killed: segment",
            "broker, closed: journal",
            "broker, closed: segment",
            "broker, killed: journal",
            "broker, killed: segment");
  }

  /** Up to how many pending operations every state of every instant is tried. */
  private static int whole(PathCounts path, boolean full) {
    int quick = path.path().startsWith("journal") ? 10 : path.path().startsWith("log") ? 6 : 5;
    return full ? 10 : quick;
  }

  @Test
  void theSameSeedGivesTheSameCounts() {
    PathCounts one = rolled(5);
    PathCounts two = rolled(5);

    assertThat(one).isEqualTo(two);
    assertThat(one.states()).isGreaterThan(300);
    assertThat(rolled(6)).isNotEqualTo(one);
  }

  private static PathCounts rolled(long seed) {
    Budget budget = SuiteBudget.tiny().withSeed(seed).log();
    return new CrashTrial(LogPath.roll(), budget, new Findings(), counts -> {}).run();
  }
}
