package dev.waybill.verifier.campaign;

import dev.waybill.Guarantee;
import dev.waybill.verifier.campaign.CampaignProgress.Reached;
import dev.waybill.verifier.campaign.CampaignProgress.Unit;
import dev.waybill.verifier.report.Figures;
import dev.waybill.verifier.report.Report;
import dev.waybill.verifier.table.Cell;
import dev.waybill.verifier.table.FailurePoint;
import dev.waybill.verifier.table.Hop;
import dev.waybill.verifier.table.Table;
import dev.waybill.verifier.table.TableRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The three-by-five table, alone or at the end of another campaign. */
public final class TableCampaign {
  /** What a report says that has no table. */
  public static final String LEFT_OUT =
      "each guarantee at the five places where a message fails: ./waybill verify --table";

  private static final int CELLS =
      Guarantee.values().length * FailurePoint.values().length * Hop.values().length;

  private final Set<Guarantee> guarantees;
  private final CampaignProgress progress;

  /**
   * @param guarantees that are shown; all of them are run
   */
  public TableCampaign(Set<Guarantee> guarantees, CampaignProgress progress) {
    this.guarantees = Set.copyOf(guarantees);
    this.progress = progress;
  }

  /** The table and nothing else: {@link #addTo} an empty report. */
  public Report run(Path directory) {
    Report nothingElse =
        new Report(
            "Waybill's server and its embedded engine, at the five places where a message fails",
            command(),
            Figures.NONE,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(
                "anything but one fault at a time: a fault after the other, at random places, is what"
                    + " ./waybill verify does",
                "power loss and damaged files: ./waybill verify --crash-states"));
    return addTo(nothingElse, directory);
  }

  /**
   * Runs the table's scripts, a minute on two cores. Starts and ends child JVMs. A script that
   * cannot be played to its end makes the report inconclusive; what is known by then stays in it.
   *
   * @param directory an empty one, or one to be made
   */
  public Report addTo(Report report, Path directory) {
    return addTo(report, told -> TableRun.run(directory, told));
  }

  /** What tells of each cell as soon as it is known. */
  interface Cells {
    Table run(Consumer<Cell> told) throws Exception;
  }

  Report addTo(Report report, Cells cells) {
    List<Cell> known = new ArrayList<>();
    List<String> doubts = new ArrayList<>(report.doubts());
    progress.reached(new Reached(Unit.CELLS, 0, 0, 0, "the five places where a message fails"));
    Optional<String> stopped = run(() -> cells.run(cell -> known(cell, known)));
    stopped.ifPresent(doubts::add);
    return report.with(
        doubts, known.isEmpty() ? Optional.empty() : Optional.of(new Table(chosen(known))));
  }

  /** Why it did not come to its end, if it did not. */
  private Optional<String> run(Callable<Table> cells) {
    try {
      Table unused = cells.call();
      return Optional.empty();
    } catch (Exception e) {
      // Whoever stopped it also interrupted this thread, which has something to write yet.
      boolean interrupted = Thread.interrupted();
      return Optional.of(
          progress.isEnough() || interrupted
              ? "the three-by-five table was stopped before its end"
              : "the three-by-five table could not be run to its end: " + e);
    }
  }

  private void known(Cell cell, List<Cell> known) {
    known.add(cell);
    long faults = known.stream().mapToLong(Cell::faultBites).sum();
    progress.reached(
        new Reached(
            Unit.CELLS,
            known.size(),
            faults,
            Math.min(1, known.size() / (double) CELLS),
            cell.scenario()));
  }

  private List<Cell> chosen(List<Cell> known) {
    return known.stream().filter(each -> guarantees.contains(each.guarantee())).toList();
  }

  private String command() {
    return "./waybill verify --table"
        + (guarantees.containsAll(EnumSet.allOf(Guarantee.class))
            ? ""
            : " --guarantee "
                + guarantees.stream()
                    .sorted()
                    .map(Guarantee::toString)
                    .collect(Collectors.joining(",")));
  }
}
