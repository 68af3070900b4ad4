package dev.waybill.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets the options that most commands have stand before the command too.
 *
 * <pre>
 *   --to URL --json topics list        ──►  topics list --to URL --json
 *   --json consume t -- --odd-name     ──►  consume t --json -- --odd-name
 * </pre>
 */
final class Arguments {

  private static final String END_OF_OPTIONS = "--";
  private static final String TO = "--to";
  private static final String JSON = "--json";

  private Arguments() {}

  /** The same arguments with the command first. */
  static String[] commandFirst(String... arguments) {
    List<String> given = List.of(arguments);
    int command = 0;
    while (command < given.size() && isOption(given.get(command))) {
      command += given.get(command).equals(TO) ? 2 : 1;
    }
    if (command >= given.size()) {
      return arguments;
    }
    List<String> ordered = new ArrayList<>(given.subList(command, given.size()));
    int end = ordered.indexOf(END_OF_OPTIONS);
    ordered.addAll(end < 0 ? ordered.size() : end, given.subList(0, command));
    return ordered.toArray(String[]::new);
  }

  private static boolean isOption(String argument) {
    return argument.equals(TO) || argument.startsWith(TO + "=") || argument.equals(JSON);
  }
}
