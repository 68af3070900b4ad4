package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Headers;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumingTest {
  private static final TopicPartition FIRST = new TopicPartition("orders", 0);
  private static final TopicPartition SECOND = new TopicPartition("orders", 1);

  @TempDir Path directory;
  private Engine engine;
  private EnginePublisher publisher;

  @BeforeEach
  void open() {
    engine = new EmbeddedProvider().open(directory.resolve("data").toString(), Map.of());
    engine.topics().create("orders", TopicSettings.partitions(2));
    publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void publish(TopicPartition to, String... texts) {
    for (String text : texts) {
      Messages.publish(publisher, to, text);
    }
    publisher.flush();
  }

  @Test
  void aMemberReadsFromTheStartAndGoesOnWhereItCommitted() {
    publish(FIRST, "a", "b", "c");
    try (EngineConsumer consumer =
        engine.consumer(Settings.member("mail", "orders", new Listening()))) {
      assertThat(Messages.poll(consumer, 3)).containsExactly("a", "b", "c");
      consumer.commit(Map.of(FIRST, 2L));
    }

    EngineConsumer next = engine.consumer(Settings.member("mail", "orders", new Listening()));

    assertThat(Messages.poll(next, 1)).containsExactly("c");
  }

  @Test
  void positionsSurviveAReopen() {
    publish(FIRST, "a", "b");
    try (EngineConsumer consumer =
        engine.consumer(Settings.member("mail", "orders", new Listening()))) {
      Messages.poll(consumer, 2);
      consumer.commit(Map.of(FIRST, 1L));
    }
    engine.close();
    engine = new EmbeddedProvider().open(directory.resolve("data").toString(), Map.of());

    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", new Listening()));

    assertThat(Messages.poll(consumer, 1)).containsExactly("b");
  }

  @Test
  void aGroupThatStartsAtLatestSeesOnlyWhatIsPublishedFromThenOn() {
    publish(FIRST, "old");
    Listening listening = new Listening();
    EngineConsumer consumer =
        engine.consumer(
            Settings.consumer(Optional.of("late"), "orders", StartPosition.latest(), listening));
    Messages.pollUntil(consumer, () -> !listening.told.isEmpty());

    publish(FIRST, "new");

    assertThat(Messages.poll(consumer, 1)).containsExactly("new");
  }

  @Test
  void everyBroadcastReaderGetsEverything() {
    EngineConsumer one = engine.consumer(Settings.broadcast("orders", StartPosition.latest()));
    EngineConsumer two = engine.consumer(Settings.broadcast("orders", StartPosition.latest()));

    publish(FIRST, "a");
    publish(SECOND, "b");

    assertThat(Messages.poll(one, 2)).containsExactlyInAnyOrder("a", "b");
    assertThat(Messages.poll(two, 2)).containsExactlyInAnyOrder("a", "b");
    assertThat(one.assignment()).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThatThrownBy(() -> one.commit(Map.of(FIRST, 1L)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("broadcast");
  }

  @Test
  void aSecondMemberGetsItsShareOnlyAfterTheFirstGaveItUp() {
    List<String> history = new ArrayList<>();
    Listening first =
        new Listening() {
          @Override
          public void onRevoked(Set<TopicPartition> partitions) {
            history.add("revoked");
          }
        };
    Listening second =
        new Listening() {
          @Override
          public void onAssigned(Set<TopicPartition> partitions) {
            history.add("given");
          }
        };
    EngineConsumer one = engine.consumer(Settings.member("mail", "orders", first));
    Messages.pollUntil(one, () -> one.assignment().size() == 2);
    EngineConsumer two = engine.consumer(Settings.member("mail", "orders", second));

    Messages.pollUntil(
        two,
        () -> {
          one.poll(Duration.ZERO);
          return two.assignment().size() == 1;
        });

    assertThat(history).containsExactly("revoked", "given");
    assertThat(one.assignment()).doesNotContainAnyElementsOf(two.assignment());
    two.close();
    Messages.pollUntil(one, () -> one.assignment().size() == 2);
  }

  @Test
  void commitsInsideOnRevokedCountForTheNextOwner() {
    publish(FIRST, "a", "b");
    publish(SECOND, "c", "d");
    AtomicReference<EngineConsumer> one = new AtomicReference<>();
    Listening committing =
        new Listening() {
          @Override
          public void onRevoked(Set<TopicPartition> partitions) {
            partitions.forEach(partition -> one.get().commit(Map.of(partition, 2L)));
          }
        };
    one.set(engine.consumer(Settings.member("mail", "orders", committing)));
    Messages.poll(one.get(), 4);

    one.get().close();

    EngineConsumer two = engine.consumer(Settings.member("mail", "orders", new Listening()));
    publish(FIRST, "e");
    assertThat(Messages.poll(two, 1)).containsExactly("e");
  }

  @Test
  void aMemberThatDoesNotPollLosesItsPartitionsAndItsCommitsAreFenced() {
    publish(FIRST, "a");
    Listening listening = new Listening();
    EngineConsumer sleepy =
        engine.consumer(
            Settings.with(Settings.member("mail", "orders", listening), Duration.ofMillis(200)));
    Messages.poll(sleepy, 1);
    EngineConsumer other = engine.consumer(Settings.member("mail", "orders", new Listening()));

    Messages.pollUntil(other, () -> other.assignment().size() == 2);

    assertThatThrownBy(() -> sleepy.commit(Map.of(FIRST, 1L)))
        .isInstanceOf(FencedException.class)
        .message()
        .containsIgnoringCase("no position was moved");
    sleepy.poll(Duration.ZERO);
    assertThat(listening.told).last().asString().startsWith("lost");
    assertThat(sleepy.assignment()).isEmpty();
  }

  @Test
  void aPollThatWaitsKeepsTheMembershipAlive() throws Exception {
    Listening listening = new Listening();
    EngineConsumer consumer =
        engine.consumer(
            Settings.with(Settings.member("mail", "orders", listening), Duration.ofMillis(100)));
    Messages.pollUntil(consumer, () -> consumer.assignment().size() == 2);

    consumer.poll(Duration.ofMillis(500));

    assertThat(listening.told).hasSize(1);
  }

  @Test
  void aWaitingPollReturnsWhenAMessageIsSynced() throws Exception {
    EngineConsumer consumer = engine.consumer(Settings.broadcast("orders", StartPosition.latest()));
    AtomicReference<Polled> polled = new AtomicReference<>();
    Thread thread = new Thread(() -> polled.set(consumer.poll(Duration.ofMinutes(5))));
    thread.start();

    publish(FIRST, "a");
    thread.join();

    assertThat(Messages.text(polled.get().batches().get(0).messages().get(0))).isEqualTo("a");
  }

  @Test
  void wakeupEndsTheWaitOfAPollThatRunsOrOfTheNextOne() throws Exception {
    EngineConsumer consumer = engine.consumer(Settings.broadcast("orders", StartPosition.latest()));

    consumer.wakeup();

    assertThat(consumer.poll(Duration.ofMinutes(5)).batches()).isEmpty();
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              begun.countDown();
              consumer.poll(Duration.ofMinutes(5));
            });
    thread.start();
    begun.await();
    consumer.wakeup();
    thread.join();
  }

  @Test
  void anInterruptEndsTheWaitKeepsTheFlagAndHarmsNothing() {
    publish(FIRST, "a");
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    Thread.currentThread().interrupt();

    Polled first = consumer.poll(Duration.ofMinutes(5));
    Polled second = consumer.poll(Duration.ofMinutes(5));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(first.batches()).hasSize(1);
    assertThat(second.batches()).isEmpty();
    publish(FIRST, "b");
    assertThat(Messages.poll(consumer, 1)).containsExactly("b");
  }

  @Test
  void respectsTheBoundsOfABatchAndReturnsALargerMessageAlone() {
    publish(FIRST, "x".repeat(400), "y".repeat(400), "z".repeat(5_000), "w");
    EngineConsumer consumer =
        engine.consumer(
            Settings.with(Settings.broadcast("orders", StartPosition.earliest()), 100, 1_000));

    List<List<Integer>> sizes = new ArrayList<>();
    while (sizes.stream().mapToInt(List::size).sum() < 4) {
      for (Polled.Batch batch : consumer.poll(Duration.ofSeconds(1)).batches()) {
        sizes.add(batch.messages().stream().map(message -> message.value().length).toList());
      }
    }

    assertThat(sizes).containsExactly(List.of(400, 400), List.of(5_000), List.of(1));
  }

  @Test
  void respectsTheBoundOfMessagesAndTellsPlaceAndEnd() {
    publish(FIRST, "a", "b", "c", "d", "e");
    EngineConsumer consumer =
        engine.consumer(
            Settings.with(Settings.broadcast("orders", StartPosition.earliest()), 2, 1_000_000));

    Polled.Batch batch = consumer.poll(Duration.ofSeconds(1)).batches().get(0);

    assertThat(batch.messages()).hasSize(2);
    assertThat(batch.nextOffset()).isEqualTo(2);
    assertThat(batch.endOffset()).isEqualTo(5);
    assertThat(Messages.poll(consumer, 3)).containsExactly("c", "d", "e");
  }

  @Test
  void pausedPartitionsBringNothingUntilResumed() {
    publish(FIRST, "a");
    publish(SECOND, "b");
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    consumer.pause(Set.of(FIRST));

    assertThat(Messages.poll(consumer, 1)).containsExactly("b");
    assertThat(consumer.poll(Duration.ofMillis(20)).batches()).isEmpty();
    consumer.resume(Set.of(FIRST));

    assertThat(Messages.poll(consumer, 1)).containsExactly("a");
  }

  @Test
  void seeksToAnOffsetInRangeAndRejectsOneOutOfIt() {
    publish(FIRST, "a", "b", "c");
    EngineConsumer consumer = engine.consumer(Settings.broadcast("orders", StartPosition.latest()));

    consumer.seek(FIRST, 1);

    assertThat(Messages.poll(consumer, 2)).containsExactly("b", "c");
    assertThatThrownBy(() -> consumer.seek(FIRST, 4))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("from 0 (earliest) to 3 (latest), found 4");
    assertThatThrownBy(() -> consumer.seek(new TopicPartition("orders", 7), 0))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("assigned");
  }

  @Test
  void findsOffsetsByPosition() {
    for (int i = 0; i < 10; i++) {
      publisher.publish(FIRST, 1_000 * i, null, new byte[1], Headers.empty(), new Answer());
    }
    publisher.flush();
    EngineConsumer consumer = engine.consumer(Settings.broadcast("orders", StartPosition.latest()));

    assertThat(consumer.offsetOf(FIRST, StartPosition.earliest())).isZero();
    assertThat(consumer.offsetOf(FIRST, StartPosition.latest())).isEqualTo(10);
    assertThat(consumer.offsetOf(FIRST, StartPosition.offset(4))).isEqualTo(4);
    assertThat(consumer.offsetOf(FIRST, StartPosition.time(Instant.ofEpochMilli(3_500))))
        .isEqualTo(4);
    assertThat(consumer.offsetOf(FIRST, StartPosition.time(Instant.ofEpochMilli(99_000))))
        .isEqualTo(10);
    assertThatThrownBy(() -> consumer.offsetOf(FIRST, StartPosition.offset(11)))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  void goesOnWithTheOldestMessageKeptWhenRetentionOvertookIt() throws Exception {
    engine.close();
    engine =
        new EmbeddedProvider()
            .open(directory.resolve("data").toString(), Map.of("retentionInterval", "0.05s"));
    engine
        .topics()
        .create(
            "short",
            TopicSettings.partitions(1).withSegmentBytes(16_384).withRetentionBytes(16_384));
    TopicPartition partition = new TopicPartition("short", 0);
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("short", StartPosition.earliest()));
    EnginePublisher busy =
        engine.publisher(Settings.publisher(Acks.SYNCED, Duration.ZERO, 4_096, 1_000_000));
    for (int i = 0; i < 200; i++) {
      Messages.publish(busy, partition, "x".repeat(1_000)).stored();
    }
    EngineConsumer looking = engine.consumer(Settings.broadcast("short", StartPosition.latest()));
    Messages.pollUntil(looking, () -> looking.offsetOf(partition, StartPosition.earliest()) > 0);

    List<StoredMessage> messages = Messages.pollMessages(consumer, 1);

    assertThat(messages.get(0).offset()).isGreaterThan(0);
  }

  @Test
  void describesAGroupWithMembersPositionsAndLag() {
    publish(FIRST, "a", "b", "c");
    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", new Listening()));
    Messages.poll(consumer, 3);
    consumer.commit(Map.of(FIRST, 1L));

    GroupDescription group = engine.groups().describe("mail").orElseThrow();

    assertThat(engine.groups().list()).containsExactly("mail");
    assertThat(group.members()).hasSize(1);
    assertThat(group.members().get(0).partitions()).containsExactly(FIRST, SECOND);
    assertThat(group.positions()).hasSize(2);
    assertThat(group.positions().get(0).committed()).isEqualTo(1);
    assertThat(group.positions().get(0).lag()).isEqualTo(2);
    assertThat(group.positions().get(0).owner()).isEqualTo(group.members().get(0).id());
    assertThat(group.positions().get(1).committed()).isEqualTo(-1);
    assertThat(engine.groups().describe("nobody")).isEmpty();
  }

  @Test
  void movesThePositionsOfAGroupOnlyWhileNobodyReads() {
    publish(FIRST, "a", "b", "c");
    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", new Listening()));
    Messages.poll(consumer, 3);
    consumer.commit(Map.of(FIRST, 3L));

    assertThatThrownBy(() -> engine.groups().reset("mail", "orders", StartPosition.earliest()))
        .isInstanceOf(RejectedException.class);
    consumer.close();
    engine.groups().reset("mail", "orders", StartPosition.earliest());

    EngineConsumer again = engine.consumer(Settings.member("mail", "orders", new Listening()));
    assertThat(Messages.poll(again, 3)).containsExactly("a", "b", "c");
    again.close();
    engine.groups().delete("mail");
    assertThat(engine.groups().list()).isEmpty();
  }

  @Test
  void setsPositionsPartitionByPartitionAllOrNone() {
    publish(FIRST, "a", "b", "c");
    engine.groups().reset("mail", Map.of(FIRST, 1L, SECOND, 0L));
    engine.groups().reset("mail", Map.of(FIRST, 2L));

    assertThat(engine.groups().describe("mail").orElseThrow().positions())
        .extracting(GroupDescription.Position::committed)
        .containsExactly(2L, 0L);
    for (long outside : new long[] {-1, 4}) {
      assertThatThrownBy(() -> engine.groups().reset("mail", Map.of(FIRST, 3L, SECOND, outside)))
          .isInstanceOf(RejectedException.class);
    }
    assertThatThrownBy(
            () -> engine.groups().reset("mail", Map.of(new TopicPartition("orders", 9), 0L)))
        .isInstanceOf(RejectedException.class);
    assertThat(engine.groups().describe("mail").orElseThrow().positions())
        .extracting(GroupDescription.Position::committed)
        .containsExactly(2L, 0L);
  }

  @Test
  void rejectsUnknownTopicsAndIllegalPositions() {
    ConsumerSettings unknown = Settings.member("mail", "ordres", new Listening());
    assertThatThrownBy(() -> engine.consumer(unknown))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("ordres");
    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", new Listening()));
    Messages.pollUntil(consumer, () -> consumer.assignment().size() == 2);
    assertThatThrownBy(() -> consumer.commit(Map.of(FIRST, -1L)))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer.commit(Map.of(new TopicPartition("orders", 9), 0L)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void aClosedConsumerRefusesEverything() {
    EngineConsumer consumer = engine.consumer(Settings.member("mail", "orders", new Listening()));
    consumer.close();
    consumer.close();

    assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer.seek(FIRST, 0)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer.commit(Map.of())).isInstanceOf(RejectedException.class);
  }

  @Test
  void messagesStayAsTheyWereWhenLaterReadsUseTheSameBuffer() {
    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    publish(FIRST, "first", "x".repeat(10_000));
    List<StoredMessage> kept = Messages.pollMessages(consumer, 2);

    publish(SECOND, "other", "y".repeat(9_000));
    publish(FIRST, "third");
    Messages.poll(consumer, 3);

    assertThat(kept.stream().map(Messages::text)).containsExactly("first", "x".repeat(10_000));
  }
}
