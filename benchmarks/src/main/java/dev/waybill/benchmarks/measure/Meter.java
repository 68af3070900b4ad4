package dev.waybill.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * Takes clock, CPU and heap of a phase of this process. Not thread-safe.
 *
 * <pre>
 *   start() ── the measured phase ── stop(…) ── one full collection, outside the figures
 * </pre>
 */
public final class Meter {

  private static final double NANOS = 1e9;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final HeapWatch heap = HeapWatch.begin();
  private final long cpuAtStart = system.getProcessCpuTime();
  private final long startNanos = System.nanoTime();

  private Meter() {}

  /** Begins a phase. */
  public static Meter start() {
    return new Meter();
  }

  /** When the phase began, on {@link System#nanoTime}'s clock. */
  public long startNanos() {
    return startNanos;
  }

  public Sample stop(long messages, long bytes) {
    return stop(messages, bytes, Map.of());
  }

  /** What this process has in use after a full collection, made now. */
  public static long liveHeapBytesNow() {
    return HeapWatch.usedAfterCollection();
  }

  /** Ends the phase. */
  public Sample stop(long messages, long bytes, Map<String, Double> extras) {
    double seconds = (System.nanoTime() - startNanos) / NANOS;
    double cpuSeconds = (system.getProcessCpuTime() - cpuAtStart) / NANOS;
    HeapWatch.Used used = heap.end();
    return new Sample(
        messages, bytes, seconds, cpuSeconds, used.peakBytes(), used.liveBytes(), extras);
  }
}
