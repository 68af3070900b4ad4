package dev.waybill.verifier.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Everything the suite has. {@code -Dwaybill.crash.budget=full} tries every state of every instant
 * with up to ten pending operations, which takes hours; {@code -Dwaybill.crash.seed=N} draws other
 * samples.
 */
class CrashStateSuiteTest {

  @Test
  void noLegalDiskAndNoFlippedBitBreaksAPromise() {
    Budget budget =
        ("full".equals(System.getProperty("waybill.crash.budget")) ? Budget.full() : Budget.quick())
            .withSeed(Long.getLong("waybill.crash.seed", 1));
    List<PathCounts> steps = new ArrayList<>();

    CrashReport report = CrashStateSuite.run(budget, steps::add);

    System.out.println("budget: " + budget + "\n" + report.table());
    report.findings().forEach(each -> System.out.println(each.kind() + ": " + each.what()));
    assertThat(report.findings()).isEmpty();
    assertThat(report.held()).isTrue();
    assertThat(report.states()).isGreaterThan(20_000);
    assertThat(steps).hasSizeGreaterThan(300);
    assertThat(report.paths()).hasSameSizeAs(CrashStateSuite.paths());
    assertThat(report.paths())
        .allSatisfy(
            path -> {
              assertThat(path.exhaustive()).as("exhaustive: %s", path).isGreaterThan(5);
              assertThat(path.states()).as("states: %s", path).isGreaterThan(100);
              assertThat(path.secondLevel()).as("second level: %s", path).isGreaterThan(50);
              assertThat(path.kills()).as("kills: %s", path).isEqualTo(2 * path.instants());
            });
    assertThat(report.paths()).anyMatch(path -> path.mostPendingExhaustive() >= 7);
    assertThat(report.flips())
        .allSatisfy(
            flip -> {
              assertThat(flip.isLegal()).as("legal: %s", flip).isTrue();
              assertThat(flip.bits()).as("bits: %s", flip).isGreaterThan(50);
            });
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

  @Test
  void theSameSeedGivesTheSameReport() {
    CrashReport one = CrashStateSuite.run(Budget.tiny().withSeed(5), counts -> {});
    CrashReport two = CrashStateSuite.run(Budget.tiny().withSeed(5), counts -> {});

    assertThat(one).isEqualTo(two);
    assertThat(one.states()).isGreaterThan(1_000);
  }
}
