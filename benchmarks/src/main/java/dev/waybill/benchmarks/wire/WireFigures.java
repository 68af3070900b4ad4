package dev.waybill.benchmarks.wire;

import dev.waybill.benchmarks.measure.Sample;
import java.util.Map;

/** The names of what is measured at a server from outside. */
public final class WireFigures {

  /** The server's CPU-seconds for a million records. */
  public static final String CPU = "serverCpuPerMillionSeconds";

  /** The server's resident memory at the end. */
  public static final String RESIDENT = "residentMegabytes";

  private static final double MEGABYTE = 1e6;

  private WireFigures() {}

  static double megabytes(long bytes) {
    return bytes / MEGABYTE;
  }

  /** A sample without the figures of this process, which is not what is measured. */
  static Sample sample(long records, double seconds, Map<String, Double> extras) {
    long bytes = records * ProducerPerformance.RECORD_BYTES;
    double cpu = extras.getOrDefault(CPU, 0.0) * records / 1e6;
    return new Sample(records, bytes, seconds, cpu, 0, 0, extras);
  }
}
