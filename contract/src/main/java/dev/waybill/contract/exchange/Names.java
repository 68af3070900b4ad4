package dev.waybill.contract.exchange;

import java.util.concurrent.ThreadLocalRandom;

/** Names that nobody else uses: engines may be long-lived servers. */
public final class Names {

  private static final int RADIX = 36;

  private Names() {}

  public static String fresh(String prefix) {
    return prefix + "-" + Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, RADIX);
  }
}
