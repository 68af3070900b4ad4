package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.LONG;
import static dev.waybill.runtime.deliver.World.QUICK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Delivery;
import dev.waybill.Subscription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Members come, go and are expelled at random while handlers run, fail and take their time. */
@Timeout(60)
class RebalanceTest {

  private static final int PARTITIONS = 3;
  private static final int KEYS = 8;
  private static final int ROUNDS = 30;

  private final World world = new World();
  private Random random = new Random();
  private final Map<TopicPartition, Set<Long>> handled = new ConcurrentHashMap<>();
  private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Subscription> members = new ArrayList<>();

  @AfterEach
  void close() {
    world.waybill.close();
  }

  @RepeatedTest(5)
  void nothingIsLostAndNoPositionPassesAMessageThatWasNotHandled() {
    World.seeded(
        seeded -> {
          random = seeded;
          membersComeAndGo();
        });
  }

  private void membersComeAndGo() throws Exception {
    world.waybill.topics().create("in", TopicSettings.partitions(PARTITIONS));
    List<String> texts = new ArrayList<>();
    join();

    for (int round = 0; round < ROUNDS; round++) {
      List<String> more = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        more.add("k" + random.nextInt(KEYS) + ":" + round + "-" + i);
      }
      world.publish(more.toArray(String[]::new));
      texts.addAll(more);
      change(round);
      noPositionIsAheadOfItsHandlers();
    }
    drain();

    assertThat(failures).hasPositiveValue();
    assertThat(world.seen).containsAll(texts);
    noPositionIsAheadOfItsHandlers();
    firstTimesAreInOrder(texts);
  }

  private void join() {
    members.add(
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .concurrency(1 + random.nextInt(3))
            .maxBatch(16)
            .retry(QUICK)
            .commitEvery(Duration.ofMillis(1))
            .handleDeliveries(this::handle));
  }

  private void handle(Delivery<String> delivery) {
    String text = delivery.message();
    if (text.hashCode() % 7 == 0 && failedOnce.add(text)) {
      failures.incrementAndGet();
      throw new IllegalStateException("once");
    }
    if (text.hashCode() % 5 == 0) {
      Thread.yield();
    }
    world.seen.add(text);
    handled
        .computeIfAbsent(delivery.topicPartition(), none -> ConcurrentHashMap.newKeySet())
        .add(delivery.offset());
  }

  private void change(int round) {
    switch (random.nextInt(4)) {
      case 0 -> join();
      case 1 -> {
        if (members.size() > 1) {
          members.remove(random.nextInt(members.size())).close();
        }
      }
      case 2 -> world.engine.expireMembers("g");
      default -> {
        if (round % 10 == 9) {
          members.get(0).pause();
          members.get(0).resume();
        }
      }
    }
  }

  // Read before what was handled: a message is handled before its position is committed.
  private void noPositionIsAheadOfItsHandlers() {
    for (int i = 0; i < PARTITIONS; i++) {
      long committed = world.engine.committed("g", "in", i);
      Set<Long> here = handled.getOrDefault(new TopicPartition("in", i), Set.of());
      for (long offset = 0; offset < committed; offset++) {
        assertThat(here).as("partition %d", i).contains(offset);
      }
    }
  }

  private void drain() throws Exception {
    long until = System.nanoTime() + LONG.toNanos();
    while (!allCommitted()) {
      assertThat(System.nanoTime()).as("caught up in time").isLessThan(until);
      Thread.sleep(1);
    }
  }

  private boolean allCommitted() {
    long committed = 0;
    for (int i = 0; i < PARTITIONS; i++) {
      committed += Math.max(0, world.engine.committed("g", "in", i));
    }
    return committed == world.engine.messages("in").size();
  }

  private void firstTimesAreInOrder(List<String> texts) {
    Map<String, List<String>> expected = new HashMap<>();
    Map<String, List<String>> found = new HashMap<>();
    texts.forEach(text -> byKey(expected, text));
    world.seen.stream().distinct().forEach(text -> byKey(found, text));
    assertThat(found).isEqualTo(expected);
  }

  private static void byKey(Map<String, List<String>> lists, String text) {
    lists
        .computeIfAbsent(text.substring(0, text.indexOf(':')), none -> new ArrayList<>())
        .add(text);
  }
}
