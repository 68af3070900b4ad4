package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.Durability;
import dev.waybill.message.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishingTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @TempDir Path directory;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = new EmbeddedProvider().open(directory.resolve("data").toString(), Map.of());
    engine.topics().create("orders", TopicSettings.partitions(2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void answersWrittenWhenAskedForNoMore() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.WRITTEN));

    Answer answer = Messages.publish(publisher, ORDERS, "order");

    assertThat(answer.stored()).isEqualTo(new Answer.Stored(ORDERS, 0, Durability.WRITTEN));
  }

  @Test
  void keepsTheOrderOfOneThreadWithTinyBatchesAndATinyBuffer() throws Exception {
    EnginePublisher publisher =
        engine.publisher(Settings.publisher(Acks.SYNCED, Duration.ZERO, 512, 4 * 1024));

    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      answers.add(Messages.publish(publisher, ORDERS, "order " + i));
    }
    publisher.flush();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).stored().offset()).isEqualTo(i);
    }
  }

  @Test
  void acceptsAMessageOfTheLargestSizeAndRejectsALargerOne() throws Exception {
    engine.topics().create("small", TopicSettings.partitions(1).withMaxMessageBytes(1_000));
    TopicPartition small = new TopicPartition("small", 0);
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));

    Answer largest = Messages.publish(publisher, small, "x".repeat(1_000));

    assertThat(largest.stored().offset()).isZero();
    assertThatThrownBy(() -> Messages.publish(publisher, small, "x".repeat(2_000)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("nothing was stored")
        .hasMessageContaining("maxMessageBytes");
  }

  @Test
  void rejectsAnUnknownTopicAndAnUnknownPartition() {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));

    assertThatThrownBy(() -> Messages.publish(publisher, new TopicPartition("ordres", 0), "x"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("no topic of that name");
    assertThatThrownBy(() -> Messages.publish(publisher, new TopicPartition("orders", 2), "x"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("2 partitions");
  }

  @Test
  void failsWhatIsPublishedToADeletedTopicAndGoesOnWhenItIsMadeAnew() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    Messages.publish(publisher, ORDERS, "old").stored();
    engine.topics().delete("orders");

    assertThat(Messages.publish(publisher, ORDERS, "lost").failure())
        .isInstanceOf(RejectedException.class);
    engine.topics().create("orders", TopicSettings.partitions(2));

    assertThat(Messages.publish(publisher, ORDERS, "new").stored().offset()).isZero();
  }

  @Test
  void goesOnInOrderWhenTheDiskHasNoRoomForMoreThanAFewBatches() throws Exception {
    engine.close();
    engine =
        new EmbeddedProvider()
            .open(directory.resolve("data").toString(), Map.of("maxUnwrittenBytes", "4k"));
    EnginePublisher one =
        engine.publisher(Settings.publisher(Acks.SYNCED, Duration.ZERO, 2 * 1024, 256 * 1024));
    EnginePublisher two =
        engine.publisher(Settings.publisher(Acks.SYNCED, Duration.ZERO, 2 * 1024, 256 * 1024));

    List<Answer> ones = new ArrayList<>();
    List<Answer> twos = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      ones.add(Messages.publish(one, ORDERS, "one"));
      twos.add(Messages.publish(two, ORDERS, "two"));
    }

    long lastOne = -1;
    long lastTwo = -1;
    for (int i = 0; i < 3_000; i++) {
      assertThat(ones.get(i).stored().offset()).isGreaterThan(lastOne);
      assertThat(twos.get(i).stored().offset()).isGreaterThan(lastTwo);
      lastOne = ones.get(i).stored().offset();
      lastTwo = twos.get(i).stored().offset();
    }
    assertThat(Math.max(lastOne, lastTwo)).isEqualTo(5_999);
  }

  @Test
  void anInterruptWhileWaitingForRoomRefusesTheMessageAndKeepsTheFlag() throws Exception {
    EnginePublisher publisher =
        engine.publisher(Settings.publisher(Acks.SYNCED, Duration.ZERO, 512, 4 * 1024));
    AtomicReference<Object> found = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                for (int i = 0; i < 10_000_000; i++) {
                  Messages.publish(publisher, ORDERS, "x".repeat(100));
                }
              } catch (RetriableException e) {
                found.set(Thread.currentThread().isInterrupted() ? e : "flag lost");
              }
            });
    thread.start();
    thread.join();

    assertThat(found.get()).isInstanceOf(RetriableException.class);
    publisher.flush();
  }
}
