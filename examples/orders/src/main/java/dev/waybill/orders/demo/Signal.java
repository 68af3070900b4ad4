package dev.waybill.orders.demo;

import java.util.List;
import java.util.Locale;

/**
 * What the child tells its parent: a line on its standard output, fields separated by tabs.
 *
 * <pre>
 *   opening                      the messages' place is about to be opened
 *   opened                       it is, and recovered
 *   resumed LAST-ORDER           the intake found orders up to there committed
 *   acknowledged FIRST LAST
 *   working SERVICE              the service was given its first order in this life
 *   trapped PLACE ORDER          the armed place was reached; kill me, or tell me to go on
 *   drained                      all orders are published, every service has caught up
 * </pre>
 */
record Signal(Word word, List<String> arguments) {

  enum Word {
    OPENING,
    OPENED,
    RESUMED,
    ACKNOWLEDGED,
    WORKING,
    TRAPPED,
    DRAINED
  }

  Signal {
    arguments = List.copyOf(arguments);
  }

  static Signal of(Word word, Object... arguments) {
    return new Signal(word, List.of(arguments).stream().map(String::valueOf).toList());
  }

  long number(int index) {
    return Long.parseLong(arguments.get(index));
  }

  /** The line, without its end. */
  String line() {
    String name = word.name().toLowerCase(Locale.ROOT);
    return arguments.isEmpty() ? name : name + "\t" + String.join("\t", arguments);
  }

  static Signal parse(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    try {
      Word word = Word.valueOf(fields.get(0).toUpperCase(Locale.ROOT));
      return new Signal(word, fields.subList(1, fields.size()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected a line of the pipeline process, found '"
              + line
              + "': something else prints to its standard output",
          e);
    }
  }
}
