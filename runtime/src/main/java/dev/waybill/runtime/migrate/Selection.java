package dev.waybill.runtime.migrate;

import java.util.Optional;
import java.util.Set;

/**
 * What is to be moved. Immutable.
 *
 * @param topics these; empty: all of the source
 * @param groups the positions of these; empty: of all groups that have some in the topics
 */
public record Selection(Optional<Set<String>> topics, Optional<Set<String>> groups) {

  public Selection {
    topics = topics.map(Set::copyOf);
    groups = groups.map(Set::copyOf);
  }

  /** Every topic, every group. */
  public static Selection everything() {
    return new Selection(Optional.empty(), Optional.empty());
  }

  /** These topics, and every group's positions in them. */
  public static Selection ofTopics(String... names) {
    return new Selection(Optional.of(Set.of(names)), Optional.empty());
  }

  /** The same topics, and the positions of these groups. */
  public Selection withGroups(String... names) {
    return new Selection(topics, Optional.of(Set.of(names)));
  }
}
