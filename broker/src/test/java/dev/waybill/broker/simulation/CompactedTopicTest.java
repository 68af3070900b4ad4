package dev.waybill.broker.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.TrimDesk;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.CleanupPolicy;
import dev.waybill.broker.topic.Compaction;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.log.record.BatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A compacted topic, moved step by step. */
class CompactedTopicTest extends CoreWorld {
  private static final TopicPartition TABLE = new TopicPartition("table", 0);
  private static final int SEGMENT_BYTES = 1_024;
  private static final int SOME_ROUNDS = 60;
  private static final ProducerIdentity NOBODY = new ProducerIdentity(-1, (short) -1);

  @BeforeEach
  void createTable() {
    create("table", compacted(CleanupPolicy.COMPACT));
  }

  private static TopicSettings compacted(CleanupPolicy policy) {
    return TopicSettings.ofPartitions(1)
        .withSegmentBytes(SEGMENT_BYTES)
        .withCleanup(policy)
        .withCompaction(Compaction.DEFAULT.withMinDirtyRatio(0));
  }

  private void create(String name, TopicSettings settings) {
    CompletableFuture<TopicDescription> created =
        broker.ask((core, future) -> core.createTopic(name, settings, future));
    broker.settle();
    created.join();
  }

  private static ByteBuffer keyed(
      ProducerIdentity producer, int sequence, boolean transactional, String key, String value) {
    BatchBuilder builder = new BatchBuilder(256, 1 << 16);
    builder.tryAppend(
        1_000, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8), List.of());
    return builder.build(producer.producerId(), producer.epoch(), sequence, transactional);
  }

  private Appended put(String key, String value) {
    return put(NOBODY, -1, false, key, value);
  }

  private Appended put(
      ProducerIdentity producer, int sequence, boolean transactional, String key, String value) {
    CompletableFuture<Appended> appended =
        broker.append(TABLE, keyed(producer, sequence, transactional, key, value), Acks.SYNCED);
    broker.settle();
    return appended.join();
  }

  /** Closes every segment that something was put into. */
  private void fillUp(String key) {
    for (int i = 0; i < SEGMENT_BYTES / 200 + 2; i++) {
      put(key, "-".repeat(200));
    }
  }

  private ProducerIdentity idempotent() {
    CompletableFuture<ProducerIdentity> session =
        broker.ask((core, future) -> core.initProducer(future));
    broker.settle();
    return session.join();
  }

  private void join(ProducerIdentity producer) {
    CompletableFuture<Void> joined =
        broker.ask((core, future) -> core.joinTransaction(null, producer, List.of(TABLE), future));
    broker.settle();
    joined.join();
  }

  private ProducerIdentity end(ProducerIdentity producer, boolean commit) {
    return end(producer, commit, Epochs.BUMPED);
  }

  private ProducerIdentity end(ProducerIdentity producer, boolean commit, Epochs epochs) {
    CompletableFuture<ProducerIdentity> ended =
        broker.ask((core, future) -> core.endTransaction(null, producer, commit, epochs, future));
    broker.settle();
    return ended.join();
  }

  /** Lets the broker look for work, as it does now and then, and carries it out. */
  private int compact() throws IOException {
    broker.advance(1_000);
    broker.settle();
    int orders = 0;
    int found;
    do {
      found = broker.compact();
      orders += found;
      broker.settle();
    } while (found > 0);
    return orders;
  }

  private List<String> committed() {
    return Batches.values(
        broker.core().directory().find("table").partitions().get(0), Isolation.READ_COMMITTED);
  }

  private void crashWithoutCheckpoint() throws IOException {
    broker.losePower(new NothingSurvives());
    String directory =
        broker.storage().list("topics").stream()
            .filter(name -> name.startsWith("table"))
            .map(name -> "topics/" + name)
            .findFirst()
            .orElseThrow();
    String partition = directory + "/" + broker.storage().list(directory).get(0);
    assertThat(broker.storage().list(partition)).contains("checkpoint");
    broker.storage().flipBit(partition + "/checkpoint", 100);
    broker.open();
    broker.settle();
  }

  @Test
  void onlyTheLatestValueOfAKeyIsLeftInClosedSegments() throws IOException {
    put("a", "a1");
    put("b", "b1");
    put("a", "a2");
    fillUp("filler");

    assertThat(compact()).isPositive();

    assertThat(committed()).contains("b1", "a2").doesNotContain("a1");
    Batches.assertDense(broker.core().directory().find("table").partitions().get(0));
    broker.losePower(new NothingSurvives());
    broker.open();
    assertThat(committed()).contains("b1", "a2").doesNotContain("a1");
  }

  @Test
  void aTopicThatIsNotCompactedIsLeftAlone() throws IOException {
    fill(20);

    assertThat(compact()).isZero();
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).hasSize(20);
  }

  @Test
  void nothingBehindTheStartOfAnOpenTransactionIsTouched() throws IOException {
    put("a", "a1");
    ProducerIdentity session = session();
    put(session, 0, true, "t", "t1");
    put("a", "a2");
    fillUp("filler");

    assertThat(compact()).isZero();

    end(session, true);
    assertThat(compact()).isPositive();
    assertThat(committed()).contains("t1", "a2").doesNotContain("a1");
  }

  @Test
  void anAbortedValueReplacesNothing() throws IOException {
    put("a", "a1");
    ProducerIdentity session = session();
    put(session, 0, true, "a", "never");
    session = end(session, false);
    put(session, 0, true, "b", "b1");
    end(session, true);
    fillUp("filler");

    assertThat(compact()).isPositive();

    assertThat(committed()).contains("a1", "b1").doesNotContain("never");
    crashWithoutCheckpoint();
    assertThat(committed()).contains("a1", "b1").doesNotContain("never");
  }

  @Test
  void aCommittedValueOutlivesItsMarkerEvenWithoutACheckpoint() throws IOException {
    ProducerIdentity session = session();
    for (int i = 0; i < 10; i++) {
      put(session, 0, true, "t" + i, "committed-" + i);
      session = end(session, true);
    }
    fillUp("filler");
    assertThat(compact()).isPositive();
    List<String> before = committed();

    crashWithoutCheckpoint();

    assertThat(before).contains("committed-0", "committed-9");
    assertThat(committed()).containsSubsequence(before);
  }

  @Test
  void theSameHoldsForProducersThatKeepTheirEpoch() throws IOException {
    ProducerIdentity session = session();
    for (int i = 0; i < 10; i++) {
      join(session);
      put(session, i, true, "t" + i % 3, "committed-" + i);
      session = end(session, i != 8, Epochs.KEPT);
    }
    fillUp("filler");
    assertThat(compact()).isPositive();
    List<String> before = committed();

    crashWithoutCheckpoint();

    assertThat(before)
        .contains("committed-9", "committed-7", "committed-5")
        .doesNotContain("committed-8", "committed-6", "committed-0");
    assertThat(committed()).containsSubsequence(before);
  }

  @Test
  void aBatchSentAgainIsKnownThoughItsMessagesWentAndTheCheckpointToo() throws IOException {
    ProducerIdentity producer = idempotent();
    for (int i = 0; i < 7; i++) {
      put(producer, i, false, "a", "a" + i);
    }
    put("a", "latest");
    fillUp("filler");
    assertThat(compact()).isPositive();
    assertThat(committed()).doesNotContain("a6");

    crashWithoutCheckpoint();

    for (int i = 2; i < 7; i++) {
      Appended again = put(producer, i, false, "a", "a" + i);
      assertThat(again.baseOffset()).as("sequence %d", i).isEqualTo(i);
    }
    assertThat(put(producer, 7, false, "a", "a7").baseOffset()).isGreaterThan(7);
  }

  @Test
  void aDeletionGoesWhenItWasCleanLongEnough() throws IOException {
    put("a", "a1");
    put("a", null);
    put("b", "b1");
    fillUp("filler");
    compact();
    assertThat(offsetsBefore(3)).containsExactly(1L, 2L);

    fillUp("filler");
    broker.advance(Compaction.DEFAULT.deleteRetention().toMillis());
    compact();

    assertThat(offsetsBefore(3)).containsExactly(2L);
  }

  private List<Long> offsetsBefore(long end) {
    return Batches.offsets(
            broker.core().directory().find("table").partitions().get(0), Isolation.READ_COMMITTED)
        .stream()
        .filter(offset -> offset < end)
        .toList();
  }

  @Test
  void aTopicMayBeDeletedWhileItIsBeingCompacted() throws IOException {
    put("a", "a1");
    put("a", "a2");
    fillUp("filler");
    broker.advance(1_000);
    broker.settle();
    assertThat(broker.compact()).isPositive();

    CompletableFuture<Void> deleted =
        broker.ask((core, future) -> core.deleteTopic("table", future));
    broker.settle();

    deleted.join();
    assertThat(broker.isRunning()).isTrue();
  }

  @Test
  void messagesMayBeDeletedWhileTheyAreBeingCompacted() throws IOException {
    put("a", "a1");
    put("a", "a2");
    fillUp("b");
    fillUp("c");
    broker.advance(1_000);
    broker.settle();
    CompletableFuture<Long> deleted =
        broker.ask((core, future) -> core.deleteRecords(TABLE, TrimDesk.HIGH_WATERMARK, future));
    broker.settle();
    assertThat(broker.compact()).isPositive();

    broker.advance(1_000);
    broker.settle();

    assertThat(deleted.join()).isPositive();
    assertThat(broker.isRunning()).isTrue();
    assertThat(committed()).isEmpty();
    put("a", "a3");
    assertThat(committed()).containsExactly("a3");
  }

  @Test
  void whatIsNotDeletedForItsAgeIsCompacted() throws IOException {
    create(
        "both",
        compacted(CleanupPolicy.COMPACT_AND_DELETE).withRetentionTime(Duration.ofDays(365_000)));
    TopicPartition both = new TopicPartition("both", 0);
    for (int i = 0; i < 20; i++) {
      broker.append(both, keyed(NOBODY, -1, false, "a", "-".repeat(200)), Acks.NONE);
      broker.settle();
    }

    assertThat(compact()).isPositive();
    assertThat(
            Batches.values(
                broker.core().directory().find("both").partitions().get(0),
                Isolation.READ_COMMITTED))
        .hasSizeLessThan(10);
  }

  @Test
  void thePowerMayFailAtAnyMomentOfACompaction() throws IOException {
    int interrupted = 0;
    for (int operation = 1; operation < SOME_ROUNDS; operation++) {
      Random random = new Random(operation);
      String latest = "latest-" + operation;
      put("a", "superseded-" + operation);
      put("a", latest);
      put("key-" + operation, "kept-" + operation);
      fillUp("filler");
      broker.storage().losePowerAtOperation(operation);
      try {
        compact();
      } catch (IOException | RuntimeException e) {
        assertThat(broker.storage().isOff()).as("failed for a reason: %s", e).isTrue();
      }
      interrupted += broker.storage().isOff() ? 1 : 0;
      if (random.nextBoolean() && !broker.storage().isOff()) {
        broker.kill();
      } else {
        broker.losePower(random);
      }
      broker.open();
      broker.settle();

      assertThat(broker.isRunning()).isTrue();
      assertThat(committed()).contains(latest);
      for (int i = 1; i <= operation; i++) {
        assertThat(committed()).as("round %d", operation).contains("kept-" + i);
      }
    }
    assertThat(interrupted).as("compactions interrupted").isGreaterThan(SOME_ROUNDS / 4);
  }
}
