package dev.waybill.verifier.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.verifier.crash.SuiteBudget;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    Report report = new CrashCampaign(SuiteBudget.tiny(), COMMAND, whole).run();

    assertThat(report.conclusion()).as(report.sentence()).isEqualTo(Conclusion.HELD);
    assertThat(report.crashStates().orElseThrow().states()).isPositive();
    assertThat(report.sentence())
        .matches("Every promise held, in [0-9,]+ crash states and [0-9,]+ flipped bits\\.");
    assertThat(whole.told).isSortedAccordingTo(Comparator.comparingDouble(CampaignProgress.Reached::share));
    assertThat(whole.told.get(whole.told.size() - 1).share()).isBetween(0.9, 1.0);
  }

  @Test
  void stoppedBeforeItsEndItProvesNothing() {
    Report report = new CrashCampaign(SuiteBudget.tiny(), COMMAND, new Until(3)).run();

    assertThat(report.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(report.sentence()).contains("stopped after");
    assertThat(report.crashStates()).isEmpty();
  }
}
