package dev.waybill.contract.table;

/**
 * How one behaviour of one engine ended.
 *
 * @param why what is missing, or what was found instead; empty when it was kept
 */
public record Row(String suite, String behaviour, Outcome outcome, String why) {

  /** How a behaviour ends. */
  public enum Outcome {
    /** The engine does it. */
    KEPT,
    /** The engine lacks something that it needs, and says so. */
    REFUSED,
    /** The engine does something else. */
    BROKEN
  }

  private static final String SEPARATOR = "\t";

  public Row {
    suite = oneLine(suite);
    behaviour = oneLine(behaviour);
    why = oneLine(why);
  }

  /** Its line in a file. */
  String line() {
    return String.join(SEPARATOR, suite, behaviour, outcome.name(), why);
  }

  /** The row that {@link #line} wrote. */
  static Row parse(String line) {
    String[] fields = line.split(SEPARATOR, -1);
    if (fields.length != 4) {
      throw new IllegalArgumentException(
          "expected suite, behaviour, outcome and reason, found '" + line + "'");
    }
    return new Row(fields[0], fields[1], Outcome.valueOf(fields[2]), fields[3]);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
