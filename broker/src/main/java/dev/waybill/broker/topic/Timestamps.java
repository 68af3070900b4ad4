package dev.waybill.broker.topic;

import java.time.Duration;
import java.util.Optional;

/**
 * Whose time a message carries, and how far its publisher's may be off.
 *
 * @param source whose
 * @param maxBefore a message that was published longer ago is refused; empty: none is
 * @param maxAfter a message from further in the future is refused; empty: none is
 */
public record Timestamps(Source source, Optional<Duration> maxBefore, Optional<Duration> maxAfter) {
  /** The publisher's, whatever it says. */
  public static final Timestamps DEFAULT =
      new Timestamps(Source.CREATE_TIME, Optional.empty(), Optional.empty());

  /** Who looks at the clock. */
  public enum Source {
    /** The publisher, when it makes the message. */
    CREATE_TIME,
    /** The broker, when it takes the message; the publisher's time is dropped. */
    LOG_APPEND_TIME
  }

  public Timestamps {
    Requirement.of(
        maxBefore.isEmpty() || !maxBefore.get().isNegative(),
        "oldest timestamp: expected at least 0 ms before the append, found " + maxBefore);
    Requirement.of(
        maxAfter.isEmpty() || !maxAfter.get().isNegative(),
        "youngest timestamp: expected at least 0 ms after the append, found " + maxAfter);
  }

  public Timestamps withSource(Source newSource) {
    return new Timestamps(newSource, maxBefore, maxAfter);
  }

  public Timestamps withMaxBefore(Duration limit) {
    return new Timestamps(source, Optional.of(limit), maxAfter);
  }

  public Timestamps withMaxAfter(Duration limit) {
    return new Timestamps(source, maxBefore, Optional.of(limit));
  }
}
