package dev.waybill.broker.topic;

import java.time.Duration;
import java.util.Optional;

/**
 * How a topic is compacted, if its {@link CleanupPolicy} says so.
 *
 * @param deleteRetention a message that deletes its key is kept this long, so that readers learn of
 *     it
 * @param minLag a message stays at least this long, whatever comes after it
 * @param maxLag a message that a later one replaces goes after this long; empty: when it pays
 * @param minDirtyRatio the share of bytes not yet compacted, 0 to 1, from which it pays
 */
public record Compaction(
    Duration deleteRetention, Duration minLag, Optional<Duration> maxLag, double minDirtyRatio) {
  /** Deletions stay for a day; a partition is compacted when half of it is new. */
  public static final Compaction DEFAULT =
      new Compaction(Duration.ofDays(1), Duration.ZERO, Optional.empty(), 0.5);

  public Compaction {
    Requirement.of(
        !deleteRetention.isNegative(),
        "delete retention: expected at least 0 ms, found " + deleteRetention);
    Requirement.of(
        !minLag.isNegative(), "minimum compaction lag: expected at least 0 ms, found " + minLag);
    Requirement.of(
        maxLag.isEmpty() || maxLag.get().toMillis() > 0,
        "maximum compaction lag: expected at least 1 ms, found " + maxLag);
    Requirement.of(
        maxLag.isEmpty() || maxLag.get().compareTo(minLag) >= 0,
        "maximum compaction lag: expected at least the minimum of " + minLag + ", found " + maxLag);
    Requirement.of(
        minDirtyRatio >= 0 && minDirtyRatio <= 1,
        "minimum dirty ratio: expected 0 to 1, found " + minDirtyRatio);
  }

  public Compaction withDeleteRetention(Duration time) {
    return new Compaction(time, minLag, maxLag, minDirtyRatio);
  }

  public Compaction withMinLag(Duration lag) {
    return new Compaction(deleteRetention, lag, maxLag, minDirtyRatio);
  }

  public Compaction withMaxLag(Optional<Duration> lag) {
    return new Compaction(deleteRetention, minLag, lag, minDirtyRatio);
  }

  public Compaction withMinDirtyRatio(double ratio) {
    return new Compaction(deleteRetention, minLag, maxLag, ratio);
  }
}
