package dev.waybill.verifier.report;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Words {

  private Words() {}

  /** {@code 1 history}, {@code 2,000 histories}. */
  static String count(long count, String one, String many) {
    return number(count) + " " + (count == 1 ? one : many);
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
