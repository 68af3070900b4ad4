package dev.waybill.verifier.simulate.fault;

/**
 * One planned fault.
 *
 * @param atMillis when it begins
 * @param millis how long it lasts, where that means something
 * @param number chooses among what the kind leaves open: which client, which operation, which way
 */
public record Fault(FaultKind kind, long atMillis, long millis, int number) {
  @Override
  public String toString() {
    return kind.label() + "@" + atMillis + "+" + millis + "/" + number;
  }

  /** What {@link #toString} wrote. */
  public static Fault parse(String text) {
    int at = text.indexOf('@');
    int plus = text.indexOf('+', at);
    int slash = text.indexOf('/', plus);
    if (at < 0 || plus < 0 || slash < 0) {
      throw new IllegalArgumentException(
          "expected a fault as kind@millis+millis/number, found \"" + text + "\"");
    }
    String name = text.substring(0, at).toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    return new Fault(
        FaultKind.valueOf(name),
        Long.parseLong(text, at + 1, plus, 10),
        Long.parseLong(text, plus + 1, slash, 10),
        Integer.parseInt(text, slash + 1, text.length(), 10));
  }
}
