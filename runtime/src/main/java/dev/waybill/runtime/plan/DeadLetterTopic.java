package dev.waybill.runtime.plan;

import dev.waybill.WhenExhausted;
import dev.waybill.error.RejectedException;
import java.util.regex.Pattern;

/** The topic for messages that a group gives up: what it is called, and whether it may be. */
public final class DeadLetterTopic {

  private static final int LONGEST_NAME = 249;
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");

  private DeadLetterTopic() {}

  /** The chosen name, or {@code TOPIC.GROUP.dead-letters}. */
  public static String name(String topic, String group, WhenExhausted.DeadLetter choice) {
    return choice.topic().isEmpty() ? topic + "." + group + ".dead-letters" : choice.topic();
  }

  /**
   * Looks at the name before the first message needs it. Topic names are known to be legal, groups
   * have no such rule.
   *
   * @throws RejectedException no engine can have such a topic, or it would feed itself
   */
  static void check(String topic, String group, WhenExhausted.DeadLetter choice) {
    String name = name(topic, group, choice);
    if (name.equals(topic)) {
      throw refused(
          name, "a topic beside '" + topic + "', found itself: its letters would come back");
    }
    if (name.length() > LONGEST_NAME) {
      throw refused(name, "a name of 1 to " + LONGEST_NAME + " characters, found " + name.length());
    }
    if (!LEGAL.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw refused(name, "a name of letters, digits, '.', '_' and '-', found '" + name + "'");
    }
  }

  private static RejectedException refused(String name, String expected) {
    return new RejectedException(
        "dead-letter topic '"
            + name
            + "': expected "
            + expected
            + "; nothing was subscribed: name one with"
            + " whenExhausted(WhenExhausted.deadLetter(name))");
  }
}
