package dev.waybill.verifier.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.crash.CrashReport;
import dev.waybill.verifier.crash.FlipCounts;
import dev.waybill.verifier.crash.FlipOutcome;
import dev.waybill.verifier.crash.PathCounts;
import dev.waybill.verifier.crash.SuiteBudget;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrashCampaignTest {
  private static final String COMMAND = "./waybill verify --crash-states";

  /** Wants it to end once it has been told so often. */
  private static final class Until implements CampaignProgress {
    private final List<Reached> told = new ArrayList<>();
    private final int most;

    Until(int most) {
      this.most = most;
    }

    @Override
    public void reached(Reached now) {
      told.add(now);
    }

    @Override
    public boolean isEnough() {
      return told.size() >= most;
    }
  }

  @Test
  void saysHowManyDisksAndBitsItTried() {
    Until whole = new Until(Integer.MAX_VALUE);

    Report report = campaign(Map.of(), whole).run();

    assertThat(report.conclusion()).as(report.sentence()).isEqualTo(Conclusion.HELD);
    assertThat(report.sentence())
        .isEqualTo("Every promise held, in 25 crash states and 800 flipped bits.");
    assertThat(whole.told)
        .extracting(CampaignProgress.Reached::count)
        .containsExactly(10L, 25L, 825L);
    assertThat(whole.told)
        .isSortedAccordingTo(Comparator.comparingDouble(CampaignProgress.Reached::share));
  }

  @Test
  void aDiskThatLosesSomethingIsAFailureWithItsCommand() {
    Report report = campaign(Map.of(AnomalyKind.UNSEEN, 2L), new Until(Integer.MAX_VALUE)).run();

    assertThat(report.conclusion()).isEqualTo(Conclusion.VIOLATED);
    assertThat(report.sentence()).contains("unseen: offset 3 is gone");
    assertThat(report.failures().get(0).reproduction()).isEqualTo(COMMAND);
  }

  @Test
  void stoppedBeforeItsEndItProvesNothing() {
    Report report = new CrashCampaign(SuiteBudget.tiny(), COMMAND, new Until(3)).run();

    assertThat(report.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(report.sentence()).contains("stopped after");
    assertThat(report.crashStates()).isEmpty();
  }

  /** Two instants of one path, then a sweep of flips. */
  private static CrashCampaign campaign(Map<AnomalyKind, Long> found, CampaignProgress progress) {
    FlipCounts flips = new FlipCounts("journal", 800, Map.of(FlipOutcome.REPORTED, 800L));
    List<Finding> findings =
        found.keySet().stream()
            .map(kind -> new Finding(kind, "offset 3 is gone", 7, List.of()))
            .toList();
    return new CrashCampaign(
        SuiteBudget.tiny(),
        COMMAND,
        progress,
        (budget, tried, flipped) -> {
          tried.accept(path(10, 0));
          tried.accept(path(20, 5));
          flipped.accept(List.of(flips));
          return new CrashReport(List.of(path(20, 5)), List.of(flips), found, findings);
        });
  }

  private static PathCounts path(long states, long secondLevel) {
    return new PathCounts("log: roll", 3, 9, 3, 0, 4, 4, 0, states, 0, secondLevel, 6, 0);
  }
}
