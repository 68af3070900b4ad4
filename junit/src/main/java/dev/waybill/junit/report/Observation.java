package dev.waybill.junit.report;

import dev.waybill.Guarantee;
import dev.waybill.junit.fault.Bite;
import dev.waybill.junit.fault.Fault;
import java.util.List;
import java.util.Optional;

/**
 * What was seen under one fault.
 *
 * @param rows every message, in the order in which they were given
 * @param strangers effects that no message of the test caused
 * @param handlerFailure what the handler threw last, if it threw
 */
public record Observation(
    Fault fault,
    Bite bite,
    Way way,
    List<Row> rows,
    List<String> strangers,
    Optional<String> handlerFailure) {

  public Observation {
    rows = List.copyOf(rows);
    strangers = List.copyOf(strangers);
  }

  /**
   * One message.
   *
   * @param handled how often the handler returned from it
   * @param effects how often its effect is there
   */
  public record Row(String id, int handled, int effects) {

    String judgement() {
      return switch (effects) {
        case 0 -> "lost";
        case 1 -> "once";
        default -> "repeated";
      };
    }

    boolean permittedBy(Guarantee guarantee) {
      return (effects > 0 || guarantee.mayLose()) && (effects < 2 || guarantee.mayRepeat());
    }
  }

  long lost() {
    return rows.stream().filter(row -> row.effects() == 0).count();
  }

  long repeated() {
    return rows.stream().filter(row -> row.effects() > 1).count();
  }

  /** Whether every message's effects are what the guarantee permits. */
  public boolean permittedBy(Guarantee guarantee) {
    return strangers.isEmpty() && rows.stream().allMatch(row -> row.permittedBy(guarantee));
  }

  String summary() {
    if (!(bite instanceof Bite.Bit)) {
      return "inconclusive";
    }
    if (lost() == 0 && repeated() == 0) {
      return "once each";
    }
    String repeats = repeated() == 0 ? "" : repeated() + " of " + rows.size() + " repeated";
    String losses = lost() == 0 ? "" : lost() + " of " + rows.size() + " lost";
    return repeats + (repeats.isEmpty() || losses.isEmpty() ? "" : ", ") + losses;
  }
}
