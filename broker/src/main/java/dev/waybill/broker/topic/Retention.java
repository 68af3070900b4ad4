package dev.waybill.broker.topic;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long messages are kept, whatever their keys.
 *
 * @param time messages older than this may be deleted; empty: never for their age
 * @param bytes per partition, the oldest messages beyond this many bytes may be deleted; empty:
 *     never for their size
 */
public record Retention(Optional<Duration> time, OptionalLong bytes) {
  /** Keeps everything. */
  public static final Retention FOREVER = new Retention(Optional.empty(), OptionalLong.empty());

  public Retention {
    Requirement.of(
        time.isEmpty() || !time.get().isNegative(),
        "retention time: expected at least 0 ms, found " + time);
    Requirement.of(
        bytes.isEmpty() || bytes.getAsLong() >= 0,
        "retention bytes: expected at least 0 bytes, found " + bytes);
  }

  public Retention withTime(Duration newTime) {
    return new Retention(Optional.of(newTime), bytes);
  }

  public Retention withBytes(long newBytes) {
    return new Retention(time, OptionalLong.of(newBytes));
  }

  /** Whether anything may ever go. */
  public boolean isLimited() {
    return time.isPresent() || bytes.isPresent();
  }
}
