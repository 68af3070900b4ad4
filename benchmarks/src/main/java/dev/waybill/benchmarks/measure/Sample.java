package dev.waybill.benchmarks.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one measured phase yielded.
 *
 * @param messages how many; 0 where messages are not the point
 * @param bytes of their values, without keys, headers and framing
 * @param seconds the phase took
 * @param cpuSeconds of the whole process in the phase, collector and compiler included
 * @param peakHeapBytes the most that was used at once, garbage included
 * @param liveHeapBytes the most that was left after a collection
 * @param extras further figures by name, in the order to show them; the name ends in its unit
 */
public record Sample(
    long messages,
    long bytes,
    double seconds,
    double cpuSeconds,
    long peakHeapBytes,
    long liveHeapBytes,
    Map<String, Double> extras) {

  /** The name of {@link #messagesPerSecond} in goals and comparisons. */
  public static final String MESSAGES_PER_SECOND = "messagesPerSecond";

  public Sample {
    extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
  }

  public double messagesPerSecond() {
    return messages / seconds;
  }

  /** Millions of bytes, not mebibytes. */
  public double megabytesPerSecond() {
    return bytes / 1e6 / seconds;
  }

  /** Empty where there are no messages to share the cost. */
  public Optional<Double> cpuSecondsPerMillion() {
    return messages == 0 ? Optional.empty() : Optional.of(cpuSeconds / messages * 1e6);
  }

  /** The figure of that name, extras included. */
  public double figure(String name) {
    if (name.equals(MESSAGES_PER_SECOND)) {
      return messagesPerSecond();
    }
    Double extra = extras.get(name);
    if (extra == null) {
      throw new IllegalArgumentException(
          "expected " + MESSAGES_PER_SECOND + " or one of " + extras.keySet() + ", found " + name);
    }
    return extra;
  }
}
