package dev.waybill.cli.terminal;

import java.util.Locale;

/** Counted things as people say them, the same in every locale. */
public final class Plural {

  private Plural() {}

  /** {@code 1 batch}, {@code 2,000 batches}. */
  public static String of(long count, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
  }

  /** As above for words that take an s: {@code 1 message}, {@code 0 messages}. */
  public static String of(long count, String one) {
    return of(count, one, one + "s");
  }
}
