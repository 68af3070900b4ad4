package dev.waybill.benchmarks.suite;

import dev.waybill.benchmarks.load.Fill;

/**
 * Data that a contender needs, made in a JVM of its own.
 *
 * @param fill makes it
 * @param ending how that JVM ends
 * @param frequency how often it is made
 */
public record Preparation(Fill fill, Ending ending, Frequency frequency) {

  /** How the JVM that filled the directory ends. */
  public enum Ending {
    /** It closes what it opened. */
    CLOSED,
    /** It is killed with SIGKILL while everything is open. */
    KILLED
  }

  /** How often the data is made. */
  public enum Frequency {
    /** Once: the runs do not use it up. */
    ONCE,
    /** Anew for every run. */
    EVERY_ROUND
  }

  public static Preparation once(Fill fill) {
    return new Preparation(fill, Ending.CLOSED, Frequency.ONCE);
  }

  public static Preparation killed(Fill fill) {
    return new Preparation(fill, Ending.KILLED, Frequency.EVERY_ROUND);
  }
}
