package dev.waybill.verifier.campaign;

import dev.waybill.Guarantee;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.table.Table;
import dev.waybill.verifier.table.TableRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The three-by-five table, added to a report. */
public final class PointsCampaign {
  private static final int CELLS =
      3 * Guarantee.values().length * 5;

  private PointsCampaign() {}

  /**
   * Runs the table's scripts, about half a minute. Starts and ends child JVMs. A script that cannot
   * be played to its end makes the report inconclusive.
   *
   * @param guarantees that are shown
   * @param directory an empty one, or one to be made
   */
  public static Report addTo(
      Report report, Set<Guarantee> guarantees, Path directory, CampaignProgress progress)
      throws InterruptedException {
    long histories = report.figures().histories();
    long faults = report.faultsInAll();
    long[] cells = new long[1];
    List<String> doubts = new ArrayList<>(report.doubts());
    Optional<Table> table = Optional.empty();
    progress.reached(histories, faults, 0, "the five places where a message fails");
    try {
      Table all =
          TableRun.run(
              directory,
              cell ->
                  progress.reached(
                      histories,
                      faults,
                      Math.min(1, ++cells[0] / (double) CELLS),
                      cell.scenario()));
      table =
          Optional.of(
              new Table(
                  all.cells().stream()
                      .filter(each -> guarantees.contains(each.guarantee()))
                      .toList()));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      doubts.add("the three-by-five table could not be run to its end: " + e);
    }
    return new Report(
        report.subject(),
        report.command(),
        report.figures(),
        report.faults(),
        report.anomalies(),
        report.failures(),
        doubts,
        table,
        report.notCovered());
  }
}
