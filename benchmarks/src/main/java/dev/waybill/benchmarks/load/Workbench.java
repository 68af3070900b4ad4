package dev.waybill.benchmarks.load;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how much to work.
 *
 * @param directory exists, and belongs to the load
 * @param scale multiplies durations and counts
 * @param thorough whether time matters less than size
 * @param round from 1; names what must be new in each round
 * @param server where the server is that all contenders share; empty if they share none
 */
public record Workbench(Path directory, double scale, boolean thorough, int round, String server) {

  private static final long LEAST_COUNT = 100;
  private static final Duration LEAST_DURATION = Duration.ofMillis(50);

  /** For contenders that share no server. */
  public Workbench(Path directory, double scale, boolean thorough, int round) {
    this(directory, scale, thorough, round, "");
  }

  /** A duration of the full scale at this one. */
  public Duration lasting(Duration atFullScale) {
    Duration scaled = Duration.ofNanos((long) (atFullScale.toNanos() * scale));
    return scaled.compareTo(LEAST_DURATION) < 0 ? LEAST_DURATION : scaled;
  }

  /** A number of messages of the full scale at this one. */
  public long count(long atFullScale) {
    return Math.max(LEAST_COUNT, (long) (atFullScale * scale));
  }

  /** What Waybill.open takes for our directory. */
  public String url() {
    return "embedded:" + directory.resolve("waybill-data").toAbsolutePath();
  }
}
