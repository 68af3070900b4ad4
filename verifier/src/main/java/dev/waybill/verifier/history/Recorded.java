package dev.waybill.verifier.history;

/**
 * An event and its place in the history.
 *
 * @param number its place, from 0; the order in which events were recorded
 * @param millis since the history began, by the clock of whoever recorded it; simulated in a
 *     simulation. Checkers judge by order wherever they can
 */
public record Recorded(long number, long millis, Event event) {}
