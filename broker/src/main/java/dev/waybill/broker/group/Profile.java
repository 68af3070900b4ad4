package dev.waybill.broker.group;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a member has said of itself so far: the sum of its {@link MemberTerms}.
 *
 * @param pattern empty when it subscribes to no expression
 * @param sessionTimeout empty for the broker's own
 */
record Profile(
    Client client,
    SortedSet<String> names,
    Optional<TopicPattern> pattern,
    Duration rebalanceTimeout,
    Optional<Duration> sessionTimeout,
    Optional<String> assignor) {

  /** Of a member that joins; {@link HeartbeatRules#checkJoin} has passed. */
  static Profile of(MemberTerms terms) {
    return new Profile(
        terms.client(),
        terms.names().orElse(Collections.emptySortedSet()),
        terms.pattern().filter(Profile::describes),
        terms.rebalanceTimeout().orElseThrow(),
        terms.sessionTimeout(),
        terms.assignor());
  }

  Profile heard(MemberTerms terms) {
    return new Profile(
        terms.client().after(client),
        terms.names().orElse(names),
        terms.pattern().or(() -> pattern).filter(Profile::describes),
        terms.rebalanceTimeout().orElse(rebalanceTimeout),
        terms.sessionTimeout().or(() -> sessionTimeout),
        terms.assignor().or(() -> assignor));
  }

  /** All it subscribes to. */
  SortedSet<String> topics() {
    if (pattern.isEmpty()) {
      return names;
    }
    SortedSet<String> all = new TreeSet<>(names);
    all.addAll(pattern.get().matching());
    return Collections.unmodifiableSortedSet(all);
  }

  /** Whether both want the same partitions, shared out the same way. */
  boolean wishesAs(Profile other) {
    return topics().equals(other.topics()) && assignor.equals(other.assignor);
  }

  private static boolean describes(TopicPattern pattern) {
    return !pattern.text().isEmpty();
  }
}
