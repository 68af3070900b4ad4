package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import java.util.List;

/**
 * A history and what its checker must say.
 *
 * @param rejected whether the anomaly is in it
 * @param message which message it is about
 * @param shownBy kinds of the events that show it, in order
 */
record Case(
    AnomalyKind kind,
    String name,
    Story story,
    boolean rejected,
    long message,
    List<Class<? extends Event>> shownBy) {

  /** Nothing is wrong: no checker may say so. */
  static Case legal(AnomalyKind kind, String name, Story story) {
    return new Case(kind, name, story, false, Event.NO_MESSAGE, List.of());
  }

  /** That anomaly and nothing else, once. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  static Case wrong(
      AnomalyKind kind, String name, Story story, long message, Class<? extends Event>... shownBy) {
    return new Case(kind, name, story, true, message, List.of(shownBy));
  }

  static List<Case> all() {
    return List.of(
            LogCases.all(),
            RecordCases.all(),
            TransactionCases.all(),
            DurabilityCases.all(),
            DeliveryCases.all(),
            PositionCases.all(),
            EffectCases.all(),
            OwnershipCases.all())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public String toString() {
    return kind + (rejected ? " found: " : " not found: ") + name;
  }
}
