package dev.waybill.verifier.report;

import java.util.List;

/**
 * What happened to one message, event by event.
 *
 * @param about whose path it is, in words
 * @param entries in the order of the history
 * @param leftOut entries that would belong here and are not shown, for there are too many
 */
public record Timeline(String about, List<Moment> entries, long leftOut) {

  /** What an entry is about: it decides how it is marked. */
  public enum Sort {
    PUBLISH("publish"),
    STORED("stored"),
    DELIVERED("delivered"),
    POSITION("position"),
    TRANSACTION("transaction"),
    EFFECT("effect or final reading"),
    OWNERSHIP("assignment or epoch"),
    CRASH("crash"),
    RESTART("up again"),
    FAULT("fault");

    private final String text;

    Sort(String text) {
      this.text = text;
    }

    /** For a legend. */
    String text() {
      return text;
    }
  }

  /**
   * One event.
   *
   * @param number its place in the history
   * @param millis since the history began
   * @param process whose lane it is in
   * @param what in words
   * @param onPath whether it is about the message itself
   * @param shows whether it is what a checker points at
   */
  public record Moment(
      long number,
      long millis,
      String process,
      Sort sort,
      String what,
      boolean onPath,
      boolean shows) {}

  public Timeline {
    entries = List.copyOf(entries);
  }

  /** Processes, in the order in which they appear. */
  List<String> lanes() {
    return entries.stream().map(Moment::process).distinct().toList();
  }
}
