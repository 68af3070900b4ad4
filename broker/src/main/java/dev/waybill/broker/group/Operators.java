package dev.waybill.broker.group;

import dev.waybill.broker.group.classic.ClassicGroup;
import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What operators ask about groups, and when they may change them. Changes nothing itself. */
final class Operators {
  private final DurableGroups durable;
  private final ClassicGroups classic;
  private final Function<String, Group> consumer;

  /** {@code consumer} gives the group of that name as the consumer protocol sees it. */
  Operators(DurableGroups durable, ClassicGroups classic, Function<String, Group> consumer) {
    this.durable = durable;
    this.classic = classic;
    this.consumer = consumer;
  }

  SortedMap<String, GroupSummary> list() {
    SortedMap<String, GroupSummary> all = new TreeMap<>();
    for (String name : names()) {
      boolean speaksClassic = classic.hasMembers(name);
      ClassicGroup group = classic.group(name);
      all.put(
          name,
          new GroupSummary(
              speaksClassic ? ClassicView.state(group.state()) : consumer.apply(name).state(),
              kind(name),
              speaksClassic ? Optional.of(group.state()) : Optional.empty()));
    }
    return Collections.unmodifiableSortedMap(all);
  }

  GroupDescription describe(String group) {
    checkExists(group);
    SortedMap<TopicPartition, Position> positions = durable.positionsOf(group);
    return classic.names().contains(group)
        ? ClassicView.of(classic.group(group), kind(group), positions)
        : consumer.apply(group).describe(kind(group), positions);
  }

  /** Of these partitions, those whose topics the group's members read. */
  SortedSet<TopicPartition> inUse(String group, Collection<TopicPartition> partitions) {
    SortedSet<TopicPartition> used = new TreeSet<>(partitions);
    if (classic.hasMembers(group)) {
      Optional<SortedSet<String>> topics = classic.group(group).subscribedTopics();
      // Whose subscriptions cannot be read may read everything.
      topics.ifPresent(known -> used.removeIf(partition -> !known.contains(partition.topic())));
    } else {
      Collection<Member> members = consumer.apply(group).members().values();
      used.removeIf(
          partition ->
              members.stream().noneMatch(member -> member.topics().contains(partition.topic())));
    }
    return Collections.unmodifiableSortedSet(used);
  }

  void checkExists(String group) {
    if (!names().contains(group)) {
      throw new GroupException(
          GroupError.UNKNOWN_GROUP,
          "No group is named \"" + group + "\"; list the groups to see which there are.");
    }
  }

  void checkIdle(String group, String verb) {
    int members = consumer.apply(group).members().size() + classic.group(group).members().size();
    if (members > 0) {
      throw new GroupException(
          GroupError.GROUP_NOT_EMPTY,
          "Cannot "
              + verb
              + " group \""
              + group
              + "\": expected no members, found "
              + members
              + ". Nothing was changed; stop its consumers or wait until their sessions end, then"
              + " try again.");
    }
    checkNothingPending(group, verb);
  }

  /** Members who are no consumers read what only they know. */
  void checkReadable(String group) {
    boolean consumers =
        kind(group).filter(kind -> kind.protocolType().equals(GroupKind.CONSUMER_TYPE)).isPresent();
    if (!consumers) {
      checkIdle(group, "delete positions of");
    }
  }

  void checkNothingPending(String group, String verb) {
    Set<Long> producers = durable.stagingProducers(group);
    if (!producers.isEmpty()) {
      throw new GroupException(
          GroupError.PENDING_TRANSACTION,
          "Cannot "
              + verb
              + " group \""
              + group
              + "\": open transactions of producers "
              + producers
              + " are about to move its positions. Nothing was changed; end them or wait for their timeout, then try again.");
    }
  }

  private SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(durable.names());
    names.addAll(classic.names());
    return names;
  }

  /** What its members are before any of it is durable, else what is durable. */
  private Optional<GroupKind> kind(String name) {
    return classic.hasMembers(name)
        ? classic.group(name).protocolType().map(GroupKind::classic)
        : durable.kindOf(name);
  }
}
