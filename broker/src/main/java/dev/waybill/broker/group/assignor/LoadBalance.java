package dev.waybill.broker.group.assignor;

import dev.waybill.broker.topic.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The working state of one uniform assignment: who has what of each topic.
 *
 * <p>Evening out is the minimum-cost semi-matching of Harvey, Ladner, Lovász and Tamir
 * ("Semi-Matchings for Bipartite Graphs and Load Balancing", 2003): an assignment is as even as
 * possible when no chain of moves leads from a member to one with at least two fewer.
 */
final class LoadBalance {
  private final Subscriptions subscriptions;
  private final SortedMap<String, SortedSet<TopicPartition>> previous;
  private final SortedMap<String, SortedSet<String>> membersOfTopic;
  private final SortedMap<String, SortedMap<String, NavigableSet<Integer>>> owned = new TreeMap<>();
  private final Map<String, Integer> loads = new HashMap<>();

  LoadBalance(Subscriptions subscriptions, SortedMap<String, SortedSet<TopicPartition>> previous) {
    this.subscriptions = subscriptions;
    this.previous = previous;
    this.membersOfTopic = subscriptions.membersOfTopic();
    for (String member : subscriptions.topicsOfMember().keySet()) {
      owned.put(member, new TreeMap<>());
      loads.put(member, 0);
    }
  }

  void keepPrevious() {
    Set<TopicPartition> kept = new HashSet<>();
    previous.forEach(
        (member, partitions) -> {
          for (TopicPartition partition : partitions) {
            if (mayHave(member, partition) && kept.add(partition)) {
              give(member, partition.topic(), partition.partition());
            }
          }
        });
  }

  void giveOrphans() {
    List<String> scarceFirst = new ArrayList<>(membersOfTopic.keySet());
    scarceFirst.sort(Comparator.comparingInt(topic -> membersOf(topic).size()));
    for (String topic : scarceFirst) {
      Set<Integer> taken = new HashSet<>();
      membersOf(topic).forEach(member -> taken.addAll(partitionsOf(member, topic)));
      for (int partition = 0; partition < subscriptions.partitionsOf(topic); partition++) {
        if (!taken.contains(partition)) {
          give(leastLoaded(membersOf(topic)), topic, partition);
        }
      }
    }
  }

  void even() {
    while (evenOnce()) {
      // Every chain shrinks the sum of squared loads, so this ends.
    }
  }

  SortedMap<String, SortedSet<TopicPartition>> result() {
    SortedMap<String, SortedSet<TopicPartition>> result = new TreeMap<>();
    owned.forEach(
        (member, topics) -> {
          SortedSet<TopicPartition> partitions = new TreeSet<>();
          topics.forEach(
              (topic, numbers) ->
                  numbers.forEach(number -> partitions.add(new TopicPartition(topic, number))));
          result.put(member, Collections.unmodifiableSortedSet(partitions));
        });
    return result;
  }

  /** A partition of {@code topic} goes from one member to another. */
  private record Move(String from, String to, String topic) {}

  private boolean evenOnce() {
    List<String> heaviestFirst = new ArrayList<>(owned.keySet());
    heaviestFirst.sort(Comparator.comparingInt((String member) -> -load(member)));
    if (heaviestFirst.isEmpty()) {
      return false;
    }
    int least = load(heaviestFirst.get(heaviestFirst.size() - 1));
    for (String heavy : heaviestFirst) {
      if (load(heavy) - least < 2) {
        return false;
      }
      Optional<List<Move>> chain = chainFrom(heavy);
      if (chain.isPresent()) {
        chain.get().forEach(this::move);
        return true;
      }
    }
    return false;
  }

  /** The shortest chain of moves to the lightest member it can reach with at least two fewer. */
  private Optional<List<Move>> chainFrom(String heavy) {
    Map<String, Move> reachedBy = new HashMap<>();
    Set<String> spreadTopics = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(heavy));
    Optional<String> lightest = Optional.empty();
    while (!open.isEmpty()) {
      String from = open.remove();
      for (String topic : owned.getOrDefault(from, Collections.emptySortedMap()).keySet()) {
        // Whoever had this topic first has already reached all who may have it.
        if (partitionsOf(from, topic).isEmpty() || !spreadTopics.add(topic)) {
          continue;
        }
        for (String to : membersOf(topic)) {
          if (to.equals(heavy) || reachedBy.containsKey(to)) {
            continue;
          }
          reachedBy.put(to, new Move(from, to, topic));
          open.add(to);
          boolean lighter = lightest.isEmpty() || load(to) < load(lightest.get());
          if (load(heavy) - load(to) >= 2 && lighter) {
            lightest = Optional.of(to);
          }
        }
      }
    }
    return lightest.map(end -> chain(heavy, end, reachedBy));
  }

  private static List<Move> chain(String start, String end, Map<String, Move> reachedBy) {
    List<Move> backwards = new ArrayList<>();
    String at = end;
    while (!at.equals(start)) {
      Move move = reachedBy.get(at);
      if (move == null) {
        throw new IllegalStateException("A chain of moves is broken at member \"" + at + "\".");
      }
      backwards.add(move);
      at = move.from();
    }
    Collections.reverse(backwards);
    return backwards;
  }

  private void move(Move move) {
    NavigableSet<Integer> from = partitionsOf(move.from(), move.topic());
    int partition = leastSettled(move, from);
    from.remove(partition);
    loads.merge(move.from(), -1, Integer::sum);
    give(move.to(), move.topic(), partition);
  }

  /** One that comes home, or else one that moves anyway, or else the last. */
  private int leastSettled(Move move, NavigableSet<Integer> candidates) {
    SortedSet<TopicPartition> home = previousOf(move.to());
    SortedSet<TopicPartition> settled = previousOf(move.from());
    int choice = candidates.last();
    for (int number : candidates.descendingSet()) {
      TopicPartition partition = new TopicPartition(move.topic(), number);
      if (home.contains(partition)) {
        return number;
      }
      if (!settled.contains(partition)
          && settled.contains(new TopicPartition(move.topic(), choice))) {
        choice = number;
      }
    }
    return choice;
  }

  private boolean mayHave(String member, TopicPartition partition) {
    SortedSet<String> topics = subscriptions.topicsOfMember().get(member);
    return topics != null
        && topics.contains(partition.topic())
        && partition.partition() < subscriptions.partitionsOf(partition.topic());
  }

  private String leastLoaded(SortedSet<String> members) {
    String least = members.first();
    for (String member : members) {
      if (load(member) < load(least)) {
        least = member;
      }
    }
    return least;
  }

  private void give(String member, String topic, int partition) {
    partitionsOf(member, topic).add(partition);
    loads.merge(member, 1, Integer::sum);
  }

  private NavigableSet<Integer> partitionsOf(String member, String topic) {
    return owned
        .computeIfAbsent(member, id -> new TreeMap<>())
        .computeIfAbsent(topic, name -> new TreeSet<>());
  }

  private SortedSet<String> membersOf(String topic) {
    return membersOfTopic.getOrDefault(topic, Collections.emptySortedSet());
  }

  private SortedSet<TopicPartition> previousOf(String member) {
    return previous.getOrDefault(member, Collections.emptySortedSet());
  }

  private int load(String member) {
    return loads.getOrDefault(member, 0);
  }
}
