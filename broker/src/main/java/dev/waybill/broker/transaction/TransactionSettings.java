package dev.waybill.broker.transaction;

import java.time.Duration;

/**
 * What transactional producers may do.
 *
 * @param maxTimeout the longest transaction timeout a producer may ask for
 * @param idExpiry a transactional id that was not used for so long, counted from the broker's start
 *     at the earliest, is forgotten; its producer begins a new session
 */
public record TransactionSettings(Duration maxTimeout, Duration idExpiry) {
  /** As Kafka's: 15 minutes and 7 days. */
  public static final TransactionSettings DEFAULTS =
      new TransactionSettings(Duration.ofMinutes(15), Duration.ofDays(7));

  public TransactionSettings {
    if (maxTimeout.toMillis() < 1 || idExpiry.toMillis() < 1) {
      throw new IllegalArgumentException(
          "Transaction settings: expected at least 1 ms each, found maxTimeout="
              + maxTimeout
              + ", idExpiry="
              + idExpiry);
    }
  }

  public TransactionSettings withMaxTimeout(Duration timeout) {
    return new TransactionSettings(timeout, idExpiry);
  }

  public TransactionSettings withIdExpiry(Duration expiry) {
    return new TransactionSettings(maxTimeout, expiry);
  }
}
