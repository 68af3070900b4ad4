package dev.waybill.jdbc.outbox;

import dev.waybill.Retry;
import java.time.Duration;

/**
 * How a relay works.
 *
 * @param lease how long a lane stays with a relay of which nothing is heard
 * @param pollInterval how often an idle lane is looked at
 * @param linger how long a lane waits after a small batch
 * @param maxBatchMessages bound on the messages of a batch
 * @param maxBatchBytes bound on the bytes of a batch; a larger message goes alone
 * @param retry how long to wait after failures; its number of attempts does not count
 */
record RelaySettings(
    Duration lease,
    Duration pollInterval,
    Duration linger,
    int maxBatchMessages,
    int maxBatchBytes,
    Retry retry) {

  static final RelaySettings DEFAULT =
      new RelaySettings(
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofMillis(5),
          1_000,
          4 * 1024 * 1024,
          Retry.exponential(Duration.ofMillis(100)));

  RelaySettings {
    check(lease.toMillis() >= 10, "lease", "at least 10 ms", lease);
    check(pollInterval.toMillis() >= 1, "pollInterval", "at least 1 ms", pollInterval);
    check(!linger.isNegative(), "linger", "a duration ≥ 0", linger);
    check(
        maxBatchMessages >= 1 && maxBatchMessages <= 4_096,
        "maxBatch",
        "1 to 4,096 messages",
        maxBatchMessages);
    check(maxBatchBytes >= 1, "maxBatchBytes", "at least 1 byte", maxBatchBytes);
  }

  RelaySettings withLease(Duration value) {
    return new RelaySettings(value, pollInterval, linger, maxBatchMessages, maxBatchBytes, retry);
  }

  RelaySettings withPollInterval(Duration value) {
    return new RelaySettings(lease, value, linger, maxBatchMessages, maxBatchBytes, retry);
  }

  RelaySettings withLinger(Duration value) {
    return new RelaySettings(lease, pollInterval, value, maxBatchMessages, maxBatchBytes, retry);
  }

  RelaySettings withMaxBatchMessages(int value) {
    return new RelaySettings(lease, pollInterval, linger, value, maxBatchBytes, retry);
  }

  RelaySettings withMaxBatchBytes(int value) {
    return new RelaySettings(lease, pollInterval, linger, maxBatchMessages, value, retry);
  }

  RelaySettings withRetry(Retry value) {
    return new RelaySettings(lease, pollInterval, linger, maxBatchMessages, maxBatchBytes, value);
  }

  private static void check(boolean ok, String name, String expected, Object found) {
    if (!ok) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
    }
  }
}
