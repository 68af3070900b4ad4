package dev.waybill.server.group;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.Matcher;
import org.apache.kafka.common.protocol.Errors;

/**
 * Which regular expressions are let in. The engine is RE2/J: it never backtracks, but it writes
 * counted repetitions out, so that thirty characters like {@code ((a{999}){999}){999}} fill any
 * heap. Bounded is therefore, before it compiles, length times all repetition counts.
 */
final class PatternLimits {
  private static final int MAX_LENGTH = 1_000;
  private static final int MAX_EXPANDED = 20_000;

  /** Instructions; the time to match a topic's name is at most this times its length. */
  private static final int MAX_PROGRAM = 2_000;

  private static final java.util.regex.Pattern COUNTED =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

  private PatternLimits() {}

  /**
   * Compiles an expression.
   *
   * @throws org.apache.kafka.common.errors.InvalidRegularExpression when it is none, or too large
   */
  static Pattern compile(String text) {
    if (text.length() > MAX_LENGTH || expanded(text) > MAX_EXPANDED) {
      throw refused(
          text,
          "at most "
              + MAX_LENGTH
              + " characters, and "
              + MAX_EXPANDED
              + " when all counted repetitions are written out");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw refused(text, "RE2 syntax (" + e.getMessage() + ")");
    }
    if (pattern.programSize() > MAX_PROGRAM) {
      throw refused(text, "at most " + MAX_PROGRAM + " instructions, not " + pattern.programSize());
    }
    return pattern;
  }

  /** Never less than what the engine makes of it, whether or not the repetitions are nested. */
  private static long expanded(String text) {
    long size = text.length();
    Matcher counts = COUNTED.matcher(text);
    while (counts.find() && size <= MAX_EXPANDED) {
      String most = counts.group(2);
      long least = Long.parseLong(counts.group(1));
      size *= Math.max(1, most == null || most.isEmpty() ? least : Long.parseLong(most));
    }
    return size;
  }

  private static RuntimeException refused(String text, String expected) {
    String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return Errors.INVALID_REGULAR_EXPRESSION.exception(
        "Expected a regular expression of " + expected + ", found \"" + shown + "\".");
  }
}
