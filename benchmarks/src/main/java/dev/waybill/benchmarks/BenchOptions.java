package dev.waybill.benchmarks;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * How to measure. Immutable.
 *
 * @param json one JSON object instead of a table
 * @param thorough five rounds instead of three, and recovery from 10 GB instead of 1 GB
 * @param rounds how often each contender runs; empty: as each benchmark says
 * @param scale multiplies durations and message counts; 1 is what the published figures use
 * @param directory where temporary data is written, and deleted afterwards: it must lie on the disk
 *     that is to be measured
 * @param progress whether to show on {@code err} what is being measured; for terminals
 */
public record BenchOptions(
    boolean json,
    boolean thorough,
    OptionalInt rounds,
    double scale,
    Path directory,
    boolean progress) {

  public BenchOptions {
    if (!(scale > 0) || scale > 1000) {
      throw new IllegalArgumentException("scale: expected > 0 and ≤ 1000, found " + scale);
    }
    if (rounds.isPresent() && rounds.getAsInt() < 1) {
      throw new IllegalArgumentException("rounds: expected ≥ 1, found " + rounds.getAsInt());
    }
  }

  /** A table, three rounds, full scale, data below the current directory, no progress. */
  public static BenchOptions defaults() {
    return new BenchOptions(false, false, OptionalInt.empty(), 1, Path.of(""), false);
  }

  public BenchOptions withJson(boolean value) {
    return new BenchOptions(value, thorough, rounds, scale, directory, progress);
  }

  public BenchOptions withThorough(boolean value) {
    return new BenchOptions(json, value, rounds, scale, directory, progress);
  }

  public BenchOptions withRounds(int value) {
    return new BenchOptions(json, thorough, OptionalInt.of(value), scale, directory, progress);
  }

  public BenchOptions withScale(double value) {
    return new BenchOptions(json, thorough, rounds, value, directory, progress);
  }

  public BenchOptions withDirectory(Path value) {
    return new BenchOptions(json, thorough, rounds, scale, value, progress);
  }

  public BenchOptions withProgress(boolean value) {
    return new BenchOptions(json, thorough, rounds, scale, directory, value);
  }
}
