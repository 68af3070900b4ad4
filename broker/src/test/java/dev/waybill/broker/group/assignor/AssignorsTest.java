package dev.waybill.broker.group.assignor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AssignorsTest {
  private static final int SEEDS = 400;
  private static final SortedMap<String, SortedSet<TopicPartition>> NOTHING =
      Collections.emptySortedMap();

  @Test
  void giveEveryPartitionToExactlyOneSubscriberThroughAnyHistory() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      for (String name : Assignors.names()) {
        Assignor assignor = Assignors.named(name).orElseThrow();
        SortedMap<String, SortedSet<TopicPartition>> assignment = NOTHING;
        for (int step = 0; step < 6; step++) {
          Subscriptions subscriptions = random(random, random.nextBoolean());
          SortedMap<String, SortedSet<TopicPartition>> next =
              assignor.assign(subscriptions, assignment);

          assertComplete(subscriptions, next, name + " seed=" + seed + " step=" + step);
          assertThat(assignor.assign(subscriptions, assignment))
              .as("deterministic, %s seed=%d", name, seed)
              .isEqualTo(next);
          assignment = next;
        }
      }
    }
  }

  @Test
  void uniformIsEvenWithinOneAndMovesTheFewestWhenAllSubscribeToTheSame() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Assignor uniform = new UniformAssignor();
      Subscriptions before = random(random, true);
      SortedMap<String, SortedSet<TopicPartition>> old = uniform.assign(before, NOTHING);
      Subscriptions after =
          new Subscriptions(sameFor(members(random), before), before.partitionsOfTopic());

      SortedMap<String, SortedSet<TopicPartition>> next = uniform.assign(after, old);

      List<Integer> loads = next.values().stream().map(Set::size).sorted().toList();
      assertThat(loads.get(loads.size() - 1) - loads.get(0)).as("seed=%d", seed).isLessThan(2);
      assertThat(kept(old, next)).as("seed=%d", seed).isEqualTo(mostThatCanStay(old, next));
    }
  }

  @Test
  void uniformMovesNothingWhenNothingChanged() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Subscriptions subscriptions = random(new Random(seed), false);
      SortedMap<String, SortedSet<TopicPartition>> first =
          new UniformAssignor().assign(subscriptions, NOTHING);

      assertThat(new UniformAssignor().assign(subscriptions, first))
          .as("seed=%d", seed)
          .isEqualTo(first);
    }
  }

  @Test
  void uniformEvensOutAlongAChainOfMembersWithoutACommonTopic() {
    SortedMap<String, SortedSet<String>> topics = new TreeMap<>();
    topics.put("a", new TreeSet<>(Set.of("x")));
    topics.put("b", new TreeSet<>(Set.of("x", "y")));
    topics.put("c", new TreeSet<>(Set.of("y")));
    SortedMap<String, SortedSet<TopicPartition>> lopsided = new TreeMap<>();
    lopsided.put("a", partitions("x", 0, 3));
    SortedSet<TopicPartition> both = partitions("x", 3, 4);
    both.addAll(partitions("y", 0, 1));
    lopsided.put("b", both);
    lopsided.put("c", partitions("y", 1, 2));

    var even =
        new UniformAssignor()
            .assign(new Subscriptions(topics, new TreeMap<>(Map.of("x", 4, "y", 2))), lopsided);

    assertThat(even.values()).allSatisfy(owned -> assertThat(owned).hasSize(2));
  }

  @Test
  void rangeGivesTheSameNumbersOfEveryTopicToTheSameMember() {
    SortedMap<String, SortedSet<String>> topics = new TreeMap<>();
    for (String member : List.of("a", "b", "c")) {
      topics.put(member, new TreeSet<>(Set.of("x", "y")));
    }

    var ranges =
        new RangeAssignor()
            .assign(new Subscriptions(topics, new TreeMap<>(Map.of("x", 7, "y", 7))), NOTHING);

    SortedSet<TopicPartition> first = partitions("x", 0, 3);
    first.addAll(partitions("y", 0, 3));
    SortedSet<TopicPartition> second = partitions("x", 3, 5);
    second.addAll(partitions("y", 3, 5));
    assertThat(ranges).containsEntry("a", first).containsEntry("b", second);
  }

  @Test
  void theMajorityChoosesTheAssignor() {
    assertThat(Assignors.mostPreferred(List.of()).name()).isEqualTo("uniform");
    assertThat(Assignors.mostPreferred(List.of("range", "uniform")).name()).isEqualTo("uniform");
    assertThat(Assignors.mostPreferred(List.of("range", "range", "uniform")).name())
        .isEqualTo("range");
  }

  private static void assertComplete(
      Subscriptions subscriptions,
      SortedMap<String, SortedSet<TopicPartition>> assignment,
      String where) {
    assertThat(assignment.keySet()).as(where).isEqualTo(subscriptions.topicsOfMember().keySet());
    List<TopicPartition> given = new ArrayList<>();
    assignment.forEach(
        (member, owned) -> {
          given.addAll(owned);
          assertThat(subscriptions.topicsOfMember().get(member))
              .as(where)
              .containsAll(owned.stream().map(TopicPartition::topic).toList());
        });
    Set<TopicPartition> all = new HashSet<>();
    subscriptions
        .membersOfTopic()
        .keySet()
        .forEach(topic -> all.addAll(partitions(topic, 0, subscriptions.partitionsOf(topic))));
    assertThat(given).as(where).containsExactlyInAnyOrderElementsOf(all);
  }

  /** With the sizes fixed, each member keeps at best as many as it had or as it has. */
  private static int mostThatCanStay(
      SortedMap<String, SortedSet<TopicPartition>> old,
      SortedMap<String, SortedSet<TopicPartition>> next) {
    int total = next.values().stream().mapToInt(Set::size).sum();
    int floor = total / next.size();
    int larger = total % next.size();
    int stay = 0;
    for (String member : next.keySet()) {
      int had = old.getOrDefault(member, Collections.emptySortedSet()).size();
      if (had > floor && larger > 0) {
        larger--;
        stay += floor + 1;
      } else {
        stay += Math.min(had, floor);
      }
    }
    return stay;
  }

  private static int kept(
      SortedMap<String, SortedSet<TopicPartition>> old,
      SortedMap<String, SortedSet<TopicPartition>> next) {
    int kept = 0;
    for (String member : next.keySet()) {
      Set<TopicPartition> both = new HashSet<>(next.get(member));
      both.retainAll(old.getOrDefault(member, Collections.emptySortedSet()));
      kept += both.size();
    }
    return kept;
  }

  private static Subscriptions random(Random random, boolean uniform) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (int t = 0; t <= random.nextInt(4); t++) {
      counts.put("t" + t, random.nextInt(9));
    }
    Subscriptions all = new Subscriptions(new TreeMap<>(), counts);
    SortedMap<String, SortedSet<String>> topics = sameFor(members(random), all);
    if (!uniform) {
      topics.values().forEach(set -> set.removeIf(topic -> random.nextInt(3) == 0));
    }
    return new Subscriptions(topics, counts);
  }

  private static SortedSet<String> members(Random random) {
    SortedSet<String> members = new TreeSet<>();
    for (int m = 0; m <= random.nextInt(7); m++) {
      members.add("m" + random.nextInt(9));
    }
    return members;
  }

  private static SortedMap<String, SortedSet<String>> sameFor(
      SortedSet<String> members, Subscriptions of) {
    SortedMap<String, SortedSet<String>> topics = new TreeMap<>();
    members.forEach(member -> topics.put(member, new TreeSet<>(of.partitionsOfTopic().keySet())));
    return topics;
  }

  private static SortedSet<TopicPartition> partitions(String topic, int from, int to) {
    SortedSet<TopicPartition> partitions = new TreeSet<>();
    for (int p = from; p < to; p++) {
      partitions.add(new TopicPartition(topic, p));
    }
    return partitions;
  }
}
