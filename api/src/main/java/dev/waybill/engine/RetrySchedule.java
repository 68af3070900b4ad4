package dev.waybill.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to try again, and when to give up. Immutable and thread-safe. */
public interface RetrySchedule {

  /** Attempts in all, the first included; at least 1. */
  int maxAttempts();

  /**
   * How long to wait after a failed attempt.
   *
   * @param failedAttempts how many attempts have failed, from 1
   */
  Duration delayAfter(int failedAttempts, RandomGenerator random);
}
