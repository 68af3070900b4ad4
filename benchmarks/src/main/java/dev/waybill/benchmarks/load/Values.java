package dev.waybill.benchmarks.load;

import java.util.Random;

/** Values of 100 bytes, the same in every run: enough of them that no cache line is special. */
public final class Values {

  public static final int BYTES = 100;

  private static final int COUNT = 1024;
  private static final long SEED = 20_261_120L;

  private Values() {}

  /** A power of two of values; nobody may change them. */
  public static byte[][] prepared() {
    Random random = new Random(SEED);
    byte[][] values = new byte[COUNT][BYTES];
    for (byte[] value : values) {
      random.nextBytes(value);
    }
    return values;
  }
}
