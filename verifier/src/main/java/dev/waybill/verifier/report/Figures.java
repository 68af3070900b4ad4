package dev.waybill.verifier.report;

import java.time.Duration;

/**
 * How much was done.
 *
 * @param histories runs that were judged, each from a seed of its own or by real processes
 * @param held histories in which nothing was wrong and enough was tried
 * @param inconclusive histories in which nothing was wrong and too little was tried
 * @param operations publishes, deliveries, commits and ends of transactions that were answered
 * @param events in all histories
 * @param duration of the histories, on the wall
 */
public record Figures(
    long histories, long held, long inconclusive, long operations, long events, Duration duration) {

  /** Nothing yet. */
  public static final Figures NONE = new Figures(0, 0, 0, 0, 0, Duration.ZERO);

  /** The same, in that time. */
  public Figures during(Duration took) {
    return new Figures(histories, held, inconclusive, operations, events, took);
  }

  /** Histories in which something was wrong. */
  public long failed() {
    return histories - held - inconclusive;
  }

  /** Per second; 0 if it took no time. */
  public long historiesPerSecond() {
    return duration.isZero() ? 0 : Math.round(histories / (duration.toNanos() / 1e9));
  }
}
