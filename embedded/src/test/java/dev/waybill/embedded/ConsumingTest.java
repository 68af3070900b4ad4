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
}
