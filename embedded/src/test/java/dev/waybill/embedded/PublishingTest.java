package dev.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.Durability;
import dev.waybill.message.Headers;
import dev.waybill.message.StartPosition;
import dev.waybill.message.StoredMessage;
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
  void answersSyncedWithTheOffsetOfEachMessage() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));

    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(Messages.publish(publisher, ORDERS, "order " + i));
    }

    for (int i = 0; i < 1_000; i++) {
      assertThat(answers.get(i).stored())
          .isEqualTo(new Answer.Stored(ORDERS, i, Durability.SYNCED));
    }
  }

  @Test
  void answersWrittenWhenAskedForNoMore() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.WRITTEN));

    Answer answer = Messages.publish(publisher, ORDERS, "order");

    assertThat(answer.stored()).isEqualTo(new Answer.Stored(ORDERS, 0, Durability.WRITTEN));
  }

  @Test
  void answersAtOnceWithoutAnOffsetWhenNothingIsAwaited() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.NONE));

    Answer answer = Messages.publish(publisher, ORDERS, "order");

    assertThat(answer.isTold()).isTrue();
    assertThat(answer.stored()).isEqualTo(new Answer.Stored(ORDERS, -1, Durability.UNCONFIRMED));
    publisher.flush();
    try (EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()))) {
      assertThat(Messages.poll(consumer, 1)).containsExactly("order");
    }
  }

  @Test
  void keepsKeyValueHeadersAndTimestamp() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    Headers headers = Headers.of("trace", "a").with("trace", "b");

    Answer whole = new Answer();
    publisher.publish(ORDERS, 123, new byte[] {1}, new byte[] {2, 3}, headers, whole);
    Answer bare = new Answer();
    publisher.publish(ORDERS, 124, null, null, Headers.empty(), bare);
    whole.stored();
    bare.stored();

    EngineConsumer consumer =
        engine.consumer(Settings.broadcast("orders", StartPosition.earliest()));
    List<StoredMessage> messages = Messages.pollMessages(consumer, 2);
    assertThat(messages.get(0).key()).containsExactly(1);
    assertThat(messages.get(0).value()).containsExactly(2, 3);
    assertThat(messages.get(0).timestampMillis()).isEqualTo(123);
    assertThat(messages.get(0).headers().asList()).hasSize(2);
    assertThat(messages.get(0).headers().text("trace")).contains("b");
    assertThat(messages.get(1).key()).isNull();
    assertThat(messages.get(1).value()).isNull();
    assertThat(messages.get(1).headers().isEmpty()).isTrue();
  }

  @Test
  void fillsBatchesWhileTheyLingerAndSendsThemWhenTheTimeIsOver() throws Exception {
    EnginePublisher publisher =
        engine.publisher(
            Settings.publisher(
                Acks.SYNCED, Duration.ofMillis(20), Settings.BATCH_BYTES, Settings.BUFFER_BYTES));

    Answer first = Messages.publish(publisher, ORDERS, "a");
    Answer second = Messages.publish(publisher, ORDERS, "b");

    assertThat(first.stored().offset()).isZero();
    assertThat(second.stored().offset()).isEqualTo(1);
  }

  @Test
  void aFlushDoesNotWaitForTheLinger() throws Exception {
    EnginePublisher publisher =
        engine.publisher(
            Settings.publisher(
                Acks.SYNCED, Duration.ofHours(1), Settings.BATCH_BYTES, Settings.BUFFER_BYTES));
    Answer answer = Messages.publish(publisher, ORDERS, "a");

    publisher.flush();

    assertThat(answer.isTold()).isTrue();
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
  void sharesOnePublisherAmongThreadsKeepingTheOrderOfEach() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    List<List<Answer>> answers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      List<Answer> mine = new ArrayList<>();
      answers.add(mine);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  mine.add(Messages.publish(publisher, ORDERS, "x"));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    for (List<Answer> mine : answers) {
      long last = -1;
      for (Answer answer : mine) {
        assertThat(answer.stored().offset()).isGreaterThan(last);
        last = answer.stored().offset();
      }
    }
  }

  @Test
  void sendsAMessageLargerThanABatchAlone() throws Exception {
    EnginePublisher publisher =
        engine.publisher(Settings.publisher(Acks.SYNCED, Duration.ZERO, 4 * 1024, 64 * 1024));
    String large = "x".repeat(200_000);

    Messages.publish(publisher, ORDERS, "before");
    Answer alone = Messages.publish(publisher, ORDERS, large);
    Answer after = Messages.publish(publisher, ORDERS, "after");

    assertThat(alone.stored().offset()).isEqualTo(1);
    assertThat(after.stored().offset()).isEqualTo(2);
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

  @Test
  void aCompletionThatThrowsDoesNotKeepOthersFromTheirs() throws Exception {
    EnginePublisher publisher = engine.publisher(Settings.publisher(Acks.SYNCED));
    publisher.publish(
        ORDERS,
        1,
        null,
        new byte[1],
        Headers.empty(),
        new dev.waybill.engine.PublishCompletion() {
          @Override
          public void done(TopicPartition partition, long offset, Durability durability) {
            throw new IllegalStateException("a careless completion");
          }

          @Override
          public void failed(dev.waybill.error.WaybillException failure) {}
        });

    assertThat(Messages.publish(publisher, ORDERS, "next").stored().offset()).isEqualTo(1);
  }

  @Test
  void closingFlushesAndRefusesWhatComesAfter() throws Exception {
    EnginePublisher publisher =
        engine.publisher(
            Settings.publisher(
                Acks.SYNCED, Duration.ofHours(1), Settings.BATCH_BYTES, Settings.BUFFER_BYTES));
    Answer answer = Messages.publish(publisher, ORDERS, "a");

    publisher.close();

    assertThat(answer.stored().offset()).isZero();
    assertThatThrownBy(() -> Messages.publish(publisher, ORDERS, "b"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(publisher::flush).isInstanceOf(RejectedException.class);
  }
}
