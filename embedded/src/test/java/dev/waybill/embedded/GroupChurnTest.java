package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.Polled;
import dev.waybill.message.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members come and go, each on its own thread, while messages flow. */
class GroupChurnTest {
  private static final int PARTITIONS = 6;
  private static final int MESSAGES = 3_000;
  private static final int MEMBERS = 3;

  @TempDir Path directory;

  private final Map<TopicPartition, Integer> owners = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Long> committed = new ConcurrentHashMap<>();
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger lives = new AtomicInteger();

  @Test
  void noPartitionEverHasTwoOwnersAndNothingIsSkippedOrHandledTwice() throws Exception {
    long seed = new Random().nextLong();
    try (Engine engine =
        new EmbeddedProvider().open(directory.resolve("data").toString(), Map.of())) {
      engine.topics().create("orders", TopicSettings.partitions(PARTITIONS));
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < MEMBERS; i++) {
        Random random = new Random(seed + i);
        Thread thread = new Thread(() -> live(engine, random));
        threads.add(thread);
        thread.start();
      }
      EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
      for (int i = 0; i < MESSAGES; i++) {
        Messages.publish(publisher, new TopicPartition("orders", i % PARTITIONS), "m" + i);
        if (i % 20 == 0) {
          publisher.flush();
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    assertThat(violations).as("seed %d", seed).isEmpty();
    assertThat(handled.get()).as("seed %d", seed).isEqualTo(MESSAGES);
    assertThat(lives.get()).as("members that joined").isGreaterThan(MEMBERS);
  }

  /** Joins, handles and commits a while, leaves, joins again, until everything is handled. */
  private void live(Engine engine, Random random) {
    while (handled.get() < MESSAGES) {
      int self = lives.incrementAndGet();
      try (EngineConsumer consumer =
          engine.consumer(Settings.member("mail", "orders", owning(self)))) {
        int polls = 5 + random.nextInt(40);
        for (int i = 0; i < polls && handled.get() < MESSAGES; i++) {
          handle(consumer, self);
        }
      } catch (RuntimeException e) {
        violations.add(String.valueOf(e));
        return;
      }
    }
  }

  private void handle(EngineConsumer consumer, int self) {
    Map<TopicPartition, Long> next = new HashMap<>();
    for (Polled.Batch batch : consumer.poll(Duration.ofMillis(20)).batches()) {
      TopicPartition partition = batch.partition();
      if (!Integer.valueOf(self).equals(owners.get(partition))) {
        violations.add(self + " got messages of " + partition + ", which it does not own");
      }
      long expected = committed.getOrDefault(partition, 0L);
      if (!batch.messages().isEmpty() && batch.messages().get(0).offset() != expected) {
        violations.add(partition + ": expected " + expected + ", found " + batch.messages().get(0));
      }
      next.put(partition, batch.nextOffset());
      committed.put(partition, batch.nextOffset());
      handled.addAndGet(batch.messages().size());
    }
    if (!next.isEmpty()) {
      consumer.commit(next);
    }
  }

  private AssignmentListener owning(int self) {
    return new AssignmentListener() {
      @Override
      public void onAssigned(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
          Integer before = owners.put(partition, self);
          if (before != null) {
            violations.add(partition + " was given to " + self + " while " + before + " had it");
          }
        }
      }

      @Override
      public void onRevoked(Set<TopicPartition> partitions) {
        partitions.forEach(partition -> owners.remove(partition, self));
      }

      @Override
      public void onLost(Set<TopicPartition> partitions) {
        violations.add(self + " lost " + partitions);
        partitions.forEach(partition -> owners.remove(partition, self));
      }
    };
  }
}
