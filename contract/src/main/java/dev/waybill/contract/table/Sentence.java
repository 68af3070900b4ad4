package dev.waybill.contract.table;

import java.util.Locale;

/** Names of tests as people read them. */
public final class Sentence {

  private static final String SUITE = "Contract";

  private Sentence() {}

  /** {@code aFlushWaits} is "A flush waits". */
  public static String of(String camelCase) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (Character.isUpperCase(c)) {
        text.append(' ');
      }
      text.append(Character.toLowerCase(c));
    }
    String sentence = text.toString().strip();
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  /** The suite that a test class runs: {@code PublishingContract} is "Publishing". */
  public static String suite(Class<?> tests) {
    for (Class<?> type = tests; type != null; type = type.getSuperclass()) {
      if (type.getPackageName().equals("dev.waybill.contract")
          && type.getSimpleName().endsWith(SUITE)) {
        String name = type.getSimpleName();
        return of(name.substring(0, name.length() - SUITE.length()));
      }
    }
    return of(tests.getSimpleName());
  }
}
