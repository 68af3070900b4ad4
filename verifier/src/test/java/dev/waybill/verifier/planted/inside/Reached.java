package dev.waybill.verifier.planted.inside;

import java.util.function.LongSupplier;

/** How often the altered place was passed: the altered method counts here. */
public final class Reached implements LongSupplier {
  private static long times;

  /** Called by the altered method. Threads may lose a count, which nobody minds. */
  public static void hit() {
    times++;
  }

  @Override
  public long getAsLong() {
    return times;
  }
}
