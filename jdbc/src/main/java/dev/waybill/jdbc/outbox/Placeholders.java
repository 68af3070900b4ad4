package dev.waybill.jdbc.outbox;

import java.util.Collections;

/** Lists of parameters in few lengths, so that drivers and databases see few statements. */
final class Placeholders {

  private Placeholders() {}

  /** The next power of two: parameters past the values repeat the last one. */
  static int room(int values) {
    return values <= 1 ? 1 : Integer.highestOneBit(values - 1) << 1;
  }

  /** {@code ?,?,?} */
  static String of(int count) {
    return String.join(",", Collections.nCopies(count, "?"));
  }
}
