package dev.waybill.broker.group;

import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a member says of itself with a heartbeat. What is empty is as it said before.
 *
 * @param client whose it is
 * @param names topics it subscribes to by name
 * @param pattern topics it subscribes to by a regular expression, besides those
 * @param rebalanceTimeout how long it may take to give up a partition before it is expelled; said
 *     when it joins
 * @param sessionTimeout silence after which it is taken for dead; the broker's own if it never says
 * @param assignor the assignor it prefers
 */
public record MemberTerms(
    Client client,
    Optional<SortedSet<String>> names,
    Optional<TopicPattern> pattern,
    Optional<Duration> rebalanceTimeout,
    Optional<Duration> sessionTimeout,
    Optional<String> assignor) {

  public MemberTerms {
    Objects.requireNonNull(client, "client");
    names = names.map(each -> Collections.unmodifiableSortedSet(new TreeSet<>(each)));
    Objects.requireNonNull(pattern, "pattern");
    Objects.requireNonNull(rebalanceTimeout, "rebalanceTimeout");
    Objects.requireNonNull(sessionTimeout, "sessionTimeout");
    Objects.requireNonNull(assignor, "assignor");
  }

  /** A member in this process that subscribes by name. */
  static MemberTerms of(SortedSet<String> names, Duration rebalanceTimeout) {
    return new MemberTerms(
        Client.IN_PROCESS,
        Optional.of(names),
        Optional.empty(),
        Optional.of(rebalanceTimeout),
        Optional.empty(),
        Optional.empty());
  }

  /** The same without what need not be said twice. */
  MemberTerms unchanged() {
    return new MemberTerms(
        client,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  MemberTerms naming(SortedSet<String> topics) {
    return new MemberTerms(
        client, Optional.of(topics), pattern, rebalanceTimeout, sessionTimeout, assignor);
  }

  MemberTerms describing(TopicPattern topics) {
    return new MemberTerms(
        client, names, Optional.of(topics), rebalanceTimeout, sessionTimeout, assignor);
  }

  MemberTerms silentFor(Duration session) {
    return new MemberTerms(
        client, names, pattern, rebalanceTimeout, Optional.of(session), assignor);
  }

  MemberTerms preferring(String name) {
    return new MemberTerms(
        client, names, pattern, rebalanceTimeout, sessionTimeout, Optional.of(name));
  }

  MemberTerms of(Client owner) {
    return new MemberTerms(owner, names, pattern, rebalanceTimeout, sessionTimeout, assignor);
  }
}
