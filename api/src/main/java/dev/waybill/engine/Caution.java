package dev.waybill.engine;

import java.util.Objects;

/**
 * What an engine's settings, as they are now, mean for promises that rest on them. {@link
 * Capabilities} say what an engine can do; a caution says what the way in which it was set up, or a
 * topic was, makes of it.
 *
 * @param topic the topic whose settings it is about; empty: the whole engine's
 * @param sentence what was found, with names and values, what follows, and what would mend it; a
 *     clause that stands after the topic's name and a colon
 */
public record Caution(Severity severity, Concern concern, String topic, String sentence) {

  /** How much of a promise is left. */
  public enum Severity {
    /** A guarantee that rests on it cannot hold, or its calls cannot succeed: it is refused. */
    ERROR,
    /** A guarantee that rests on it holds under a condition which these settings weaken. */
    WARNING,
    /** Nothing to mend: how it is set up, for whoever looks it up. */
    NOTE
  }

  /** What rests on it; what rests on nothing of the kind need not be told. */
  public enum Concern {
    /** That publishes which wait for an answer are answered: at-least-once and stronger. */
    CONFIRMED_PUBLISHING,
    /** That what was acknowledged stays. */
    KEEPING,
    /** That a group which goes on where it was finds every message since. */
    COMPLETE_READING,
    /** That a message carries the time which its publisher gave it. */
    TIMESTAMPS,
    /** That a group's committed positions stay, and can be committed. */
    POSITIONS,
    /** That transactions end, and stay ended, as their session was told. */
    TRANSACTIONS,
    /** All of it: the settings themselves could not be read. */
    ANYTHING
  }

  public Caution {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(concern, "concern");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(sentence, "sentence");
  }

  /** A caution about all of the engine. */
  public static Caution general(Severity severity, Concern concern, String sentence) {
    return new Caution(severity, concern, "", sentence);
  }

  /** The sentence, after the topic's name if it is about one. */
  @Override
  public String toString() {
    return topic.isEmpty() ? sentence : "topic " + topic + ": " + sentence;
  }
}
