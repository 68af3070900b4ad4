package dev.waybill.verifier.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.verifier.report.Conclusion;
import dev.waybill.verifier.report.Figures;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.table.Cell;
import dev.waybill.verifier.table.FailurePoint;
import dev.waybill.verifier.table.Hop;
import dev.waybill.verifier.table.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a table; the scripts that fill it have a test of their own. */
class TableCampaignTest {
  private static final Set<Guarantee> ALL = EnumSet.allOf(Guarantee.class);

  @Test
  void aTableThatHoldsAddsItsCellsToWhatHeldBefore() {
    Report report = new TableCampaign(ALL, new Quiet()).addTo(held(), told -> cells(told::accept));

    assertThat(report.conclusion()).isEqualTo(Conclusion.HELD);
    assertThat(report.sentence())
        .isEqualTo("Every promise held, in 9 histories with 5 faults and 3 cells of the table.");
  }

  @Test
  void onlyTheGuaranteesThatWereAskedForAreShown() {
    Report report =
        new TableCampaign(Set.of(Guarantee.EXACTLY_ONCE), new Quiet())
            .addTo(held(), told -> cells(told::accept));

    assertThat(report.table().orElseThrow().cells())
        .extracting(Cell::guarantee)
        .containsExactly(Guarantee.EXACTLY_ONCE);
  }

  @Test
  void whatIsKnownStaysWhenAScriptCannotBePlayed() {
    Report report =
        new TableCampaign(ALL, new Quiet())
            .addTo(
                held(),
                told -> {
                  cells(told::accept);
                  throw new IOException("no more processes");
                });

    assertThat(report.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(report.reasons().get(0)).contains("could not be run", "no more processes");
    assertThat(report.table().orElseThrow().cells()).hasSize(3);
  }

  @Test
  void aStoppedTableIsNoPassAndTheThreadCanWriteItsReport() {
    Report report =
        new TableCampaign(ALL, new Quiet())
            .addTo(
                held(),
                told -> {
                  Thread.currentThread().interrupt();
                  Thread.sleep(Duration.ofMinutes(5).toMillis());
                  throw new AssertionError("was not interrupted");
                });

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(report.conclusion()).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(report.table()).isEmpty();
  }

  private interface Told {
    void accept(Cell cell);
  }

  private static Table cells(Told told) {
    List<Cell> cells = new ArrayList<>();
    for (Guarantee each : Guarantee.values()) {
      Cell cell =
          new Cell(
              each,
              FailurePoint.TWICE,
              Hop.PUBLISH,
              Cell.Verdict.AS_DECLARED,
              "late-first-attempt",
              0,
              each == Guarantee.AT_LEAST_ONCE ? 1 : 0,
              0,
              1,
              "as it should");
      cells.add(cell);
      told.accept(cell);
    }
    return new Table(cells);
  }

  private static Report held() {
    return new Report(
        "something",
        "./waybill verify",
        new Figures(9, 9, 0, 90, 900, Duration.ofSeconds(1)),
        Map.of("kill", 5L),
        Map.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
