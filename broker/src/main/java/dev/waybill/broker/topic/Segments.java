package dev.waybill.broker.topic;

import java.time.Duration;

/**
 * When a segment file is closed and a new one begun: messages are deleted and compacted by whole
 * closed segments.
 *
 * @param bytes before it grows past this many bytes, a single larger batch excepted
 * @param age when it spans more time than this
 */
public record Segments(int bytes, Duration age) {
  public static final int MIN_BYTES = 1 << 10;

  /** 256 MiB or seven days. */
  public static final Segments DEFAULT = new Segments(256 << 20, Duration.ofDays(7));

  public Segments {
    Requirement.of(
        bytes >= MIN_BYTES,
        "segment bytes: expected at least " + MIN_BYTES + " bytes, found " + bytes);
    Requirement.of(age.toMillis() > 0, "segment age: expected at least 1 ms, found " + age);
  }

  public Segments withBytes(int newBytes) {
    return new Segments(newBytes, age);
  }

  public Segments withAge(Duration newAge) {
    return new Segments(bytes, newAge);
  }
}
