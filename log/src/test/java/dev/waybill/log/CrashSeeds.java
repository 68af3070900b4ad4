package dev.waybill.log;

import java.util.stream.LongStream;

/**
 * How many crash states a test visits: {@code -Dwaybill.crash.seeds=N} for more than the default.
 */
public final class CrashSeeds {
  private static final int DEFAULT = 1_500;

  private CrashSeeds() {}

  /** The seeds, always the same ones. */
  public static LongStream all() {
    return LongStream.range(0, Integer.getInteger("waybill.crash.seeds", DEFAULT));
  }
}
