package dev.waybill;

import dev.waybill.engine.RetrySchedule;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter and a bounded number of attempts. Immutable.
 *
 * <pre>
 *   delay after attempt n = min(maxDelay, initialDelay × multiplier^(n−1)) × (1 ± jitter)
 * </pre>
 *
 * @param maxAttempts attempts in all, the first included; at least 1
 * @param initialDelay the wait after the first failure
 * @param multiplier by which the wait grows, at least 1
 * @param maxDelay no wait is longer, jitter aside
 * @param jitter the share by which a wait is shortened or lengthened at random, 0 to 1
 */
public record Retry(
    int maxAttempts, Duration initialDelay, double multiplier, Duration maxDelay, double jitter)
    implements RetrySchedule {

  public Retry {
    check(maxAttempts >= 1, "maxAttempts", "at least 1", maxAttempts);
    check(!initialDelay.isNegative(), "initialDelay", "a duration ≥ 0", initialDelay);
    check(multiplier >= 1 && multiplier <= 1000, "multiplier", "1 to 1000", multiplier);
    check(!maxDelay.isNegative(), "maxDelay", "a duration ≥ 0", maxDelay);
    check(jitter >= 0 && jitter <= 1, "jitter", "0 to 1", jitter);
  }

  /** One attempt. */
  public static Retry none() {
    return new Retry(1, Duration.ZERO, 1, Duration.ZERO, 0);
  }

  /** Doubling from that delay up to 30 seconds, a fifth of jitter, 10 attempts. */
  public static Retry exponential(Duration initialDelay) {
    return new Retry(10, initialDelay, 2, Duration.ofSeconds(30), 0.2);
  }

  /** Always the same delay, 10 attempts. */
  public static Retry fixed(Duration delay) {
    return new Retry(10, delay, 1, delay, 0);
  }

  public Retry maxAttempts(int attempts) {
    return new Retry(attempts, initialDelay, multiplier, maxDelay, jitter);
  }

  public Retry multiplier(double factor) {
    return new Retry(maxAttempts, initialDelay, factor, maxDelay, jitter);
  }

  public Retry maxDelay(Duration delay) {
    return new Retry(maxAttempts, initialDelay, multiplier, delay, jitter);
  }

  public Retry jitter(double share) {
    return new Retry(maxAttempts, initialDelay, multiplier, maxDelay, share);
  }

  @Override
  public Duration delayAfter(int failedAttempts, RandomGenerator random) {
    check(failedAttempts >= 1, "failedAttempts", "at least 1", failedAttempts);
    double grown = initialDelay.toNanos() * Math.pow(multiplier, failedAttempts - 1.0);
    double bounded = Math.min(grown, (double) maxDelay.toNanos());
    double spread = jitter == 0 ? 1 : 1 + jitter * (2 * random.nextDouble() - 1);
    return Duration.ofNanos((long) (bounded * spread));
  }

  /** The longest that all attempts together may wait, jitter included. */
  public Duration longestTotalDelay() {
    double total = 0;
    double delay = initialDelay.toNanos();
    for (int failed = 1; failed < maxAttempts; failed++) {
      if (delay >= maxDelay.toNanos()) {
        total += (double) (maxAttempts - failed) * maxDelay.toNanos();
        break;
      }
      total += delay;
      delay *= multiplier;
    }
    return Duration.ofNanos((long) Math.min(total * (1 + jitter), (double) Long.MAX_VALUE));
  }

  private static void check(boolean ok, String name, String expected, Object found) {
    if (!ok) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
    }
  }
}
