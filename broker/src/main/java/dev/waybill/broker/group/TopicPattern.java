package dev.waybill.broker.group;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A regular expression that a member subscribes to, and the topics it matches now. Whoever speaks
 * for the member matches, on a thread of his own: no expression may hold up the core. He matches
 * again when topics come and go, and says so with the next heartbeat.
 *
 * @param text the expression, for operators to see; empty for none any more
 * @param matching names of topics
 */
public record TopicPattern(String text, SortedSet<String> matching) {
  /** Subscribes to no expression any more. */
  public static final TopicPattern NONE = new TopicPattern("", Collections.emptySortedSet());

  public TopicPattern {
    Objects.requireNonNull(text, "text");
    matching = Collections.unmodifiableSortedSet(new TreeSet<>(matching));
  }
}
