package dev.waybill.verifier.check;

import java.util.List;

/**
 * One anomaly that was found.
 *
 * @param what in words, with names and numbers, expected and found
 * @param message the message it is about; {@link dev.waybill.verifier.history.Event#NO_MESSAGE} for
 *     none
 * @param events numbers of the events that show it, in order
 */
public record Finding(AnomalyKind kind, String what, long message, List<Long> events) {
  public Finding {
    events = List.copyOf(events);
  }
}
