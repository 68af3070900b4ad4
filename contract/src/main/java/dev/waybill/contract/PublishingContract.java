package dev.waybill.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.contract.exchange.Answer;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Publishing;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.exchange.Texts;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capability;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.PublishCompletion;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Durability;
import dev.waybill.message.Header;
import dev.waybill.message.Headers;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Messages in: what is answered when, what is kept, what is refused. */
public abstract class PublishingContract extends EngineBehaviours {

  private static final Duration NEVER = Duration.ofMinutes(1);

  @Test
  @Needs(anyOf = {Capability.PUBLISH_SYNCED, Capability.PUBLISH_REPLICATED})
  final void everyPublishIsAnsweredWithItsOffsetAndHowDurableItIs() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    Durability durability =
        engine().capabilities().can(Capability.PUBLISH_SYNCED)
            ? Durability.SYNCED
            : Durability.REPLICATED;
    EnginePublisher publisher = publisher(Acks.SYNCED);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(publish(publisher, partition, "m" + i));
    }

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).stored()).isEqualTo(new Answer.Stored(partition, i, durability));
      assertThat(answers.get(i).timesTold()).isEqualTo(1);
    }
  }

  @Test
  @Needs(Capability.PUBLISH_WRITTEN)
  final void aPublishMayBeAnsweredAsSoonAsItIsWritten() throws Exception {
    TopicPartition partition = partition(topic(1), 0);

    Answer answer = publish(publisher(Acks.WRITTEN), partition, "m");

    assertThat(answer.stored().offset()).isZero();
    assertThat(answer.stored().durability())
        .isIn(Durability.WRITTEN, Durability.SYNCED, Durability.REPLICATED);
  }

  @Test
  @Needs(Capability.PUBLISH_UNCONFIRMED)
  final void anUnconfirmedPublishIsAnsweredWithoutAnOffsetAndArrivesWhileAllIsWell()
      throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.NONE);

    Answer answer = publish(publisher, partition, "m");
    publisher.flush();

    assertThat(answer.stored()).isEqualTo(new Answer.Stored(partition, -1, Durability.UNCONFIRMED));
    await("the message is stored", () -> end(partition) == 1);
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void keyValueHeadersAndTimestampAreKept() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    Headers headers =
        Headers.of("trace", "a").with("trace", "b").with("empty", "").with("ünï", new byte[] {-1});
    long time = System.currentTimeMillis() - 12_345;

    publisher.publish(
        partition, time, new byte[] {1}, new byte[] {2, 3}, headers, new Answer(patience()));
    publisher.flush();

    StoredMessage found = messages(consumer(Reading.broadcast(partition.topic())), 1).get(0);
    assertThat(found.offset()).isZero();
    assertThat(found.timestampMillis()).isEqualTo(time);
    assertThat(found.key()).containsExactly(1);
    assertThat(found.value()).containsExactly(2, 3);
    assertThat(found.headers().asList())
        .extracting(Header::name)
        .containsExactly("trace", "trace", "empty", "ünï");
    assertThat(found.headers().text("trace")).contains("b");
    assertThat(found.headers().bytes("empty").orElseThrow()).isEmpty();
    assertThat(found.headers().bytes("ünï").orElseThrow()).containsExactly(-1);
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void aMessageWithoutATimeGetsThatOfItsPublish() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);

    long before = System.currentTimeMillis();
    publisher.publish(
        partition,
        EnginePublisher.NOW,
        null,
        Texts.bytes("a"),
        Headers.empty(),
        new Answer(patience()));
    long after = System.currentTimeMillis();
    publisher.flush();

    StoredMessage found = messages(consumer(Reading.broadcast(partition.topic())), 1).get(0);
    assertThat(found.timestampMillis()).isBetween(before, after);
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void whatIsAbsentStaysAbsentAndWhatIsEmptyStaysEmpty() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    long now = System.currentTimeMillis();

    publisher.publish(partition, now, null, null, Headers.empty(), new Answer(patience()));
    publisher.publish(
        partition, now, new byte[0], new byte[0], Headers.empty(), new Answer(patience()));
    publisher.flush();

    List<StoredMessage> found = messages(consumer(Reading.broadcast(partition.topic())), 2);
    assertThat(found.get(0).key()).isNull();
    assertThat(found.get(0).value()).isNull();
    assertThat(found.get(0).headers().isEmpty()).isTrue();
    assertThat(found.get(1).key()).isNotNull().isEmpty();
    assertThat(found.get(1).value()).isNotNull().isEmpty();
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void messagesOfTimesLongAgoAreKeptWhereTheTopicKeepsAll() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);

    for (long time : new long[] {0, 1_000, 999}) {
      publisher.publish(
          partition, time, null, new byte[1], Headers.empty(), new Answer(patience()));
    }
    publisher.flush();

    assertThat(messages(consumer(Reading.broadcast(partition.topic())), 3))
        .extracting(StoredMessage::timestampMillis)
        .containsExactly(0L, 1_000L, 999L);
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void oneThreadsMessagesStayInOrderWithSmallBatchesAndASmallBuffer() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine().publisher(Publishing.with(Acks.SYNCED).bounded(1_024, 64 * 1_024L).settings());
    int count = 3_000;
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add("m" + i);
      publish(publisher, partition, sent.get(i));
    }
    publisher.flush();

    assertThat(texts(consumer(Reading.broadcast(partition.topic())), count))
        .containsExactlyElementsOf(sent);
  }

  @Test
  final void threadsShareAPublisherAndEachKeepsItsOrder() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    List<List<Answer>> answers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      List<Answer> mine = new ArrayList<>();
      answers.add(mine);
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  mine.add(publish(publisher, partition, "m"));
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    for (List<Answer> mine : answers) {
      assertThat(mine).hasSize(500);
      long last = -1;
      for (Answer answer : mine) {
        assertThat(answer.stored().offset()).isGreaterThan(last);
        last = answer.stored().offset();
      }
    }
    assertThat(end(partition)).isEqualTo(1_500);
  }

  @Test
  @Needs(Capability.IDEMPOTENT_PUBLISH)
  final void anIdempotentPublisherStoresEveryMessageOnceInEveryPartition() throws Exception {
    String topic = topic(3);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    for (int i = 0; i < 600; i++) {
      publish(publisher, partition(topic, i % 3), "m" + i);
    }
    publisher.flush();

    for (int p = 0; p < 3; p++) {
      assertThat(end(partition(topic, p))).isEqualTo(200);
    }
  }

  @Test
  final void aPublisherThatIsNotIdempotentStoresWhatItAccepts() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine().publisher(Publishing.with(Acks.SYNCED).notIdempotent().settings());

    assertThat(publish(publisher, partition, "a").stored().offset()).isZero();
    assertThat(publish(publisher, partition, "b").stored().offset()).isEqualTo(1);
  }

  @Test
  final void aBatchThatLingersIsSentWhenItsTimeIsOver() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine()
            .publisher(Publishing.with(Acks.SYNCED).lingering(Duration.ofMillis(20)).settings());

    Answer first = publish(publisher, partition, "a");
    Answer second = publish(publisher, partition, "b");

    assertThat(first.stored().offset()).isZero();
    assertThat(second.stored().offset()).isEqualTo(1);
  }

  @Test
  final void aFlushDoesNotWaitForTheLinger() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine().publisher(Publishing.with(Acks.SYNCED).lingering(NEVER).settings());
    long begun = System.nanoTime();
    Answer answer = publish(publisher, partition, "a");

    publisher.flush();

    assertThat(answer.timesTold()).isEqualTo(1);
    assertThat(answer.stored().offset()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(NEVER);
  }

  @Test
  final void aMessageLargerThanABatchTravelsAlone() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine().publisher(Publishing.with(Acks.SYNCED).bounded(4 * 1_024, 1 << 20).settings());

    publish(publisher, partition, "before");
    Answer alone = publish(publisher, partition, "x".repeat(200_000));
    Answer after = publish(publisher, partition, "after");

    assertThat(alone.stored().offset()).isEqualTo(1);
    assertThat(after.stored().offset()).isEqualTo(2);
  }

  @Test
  final void aMessageOfTheLargestSizeIsTakenAndALargerOneRejected() throws Exception {
    TopicPartition partition =
        partition(topic(TopicSettings.partitions(1).withMaxMessageBytes(1_000)), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);

    assertThat(publish(publisher, partition, "x".repeat(1_000)).stored().offset()).isZero();
    assertThat(refusalOf(publisher, partition, "x".repeat(3_000)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(partition.topic());
    assertThat(publish(publisher, partition, "next").stored().offset()).isEqualTo(1);
  }

  @Test
  final void anUnknownTopicAndAnUnknownPartitionAreRejected() throws Exception {
    String topic = topic(2);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    String unknown = Names.fresh("unknown");

    assertThat(refusalOf(publisher, partition(unknown, 0), "m"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(unknown);
    assertThat(refusalOf(publisher, partition(topic, 2), "m"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(topic);
    assertThat(publish(publisher, partition(topic, 1), "m").stored().offset()).isZero();
  }

  /** What a publish fails with: thrown, or told; never both. */
  private WaybillException refusalOf(
      EnginePublisher publisher, TopicPartition partition, String text) throws Exception {
    Answer answer = new Answer(patience());
    try {
      publisher.publish(
          partition, System.currentTimeMillis(), null, Texts.bytes(text), Headers.empty(), answer);
    } catch (WaybillException thrown) {
      assertThat(answer.timesTold()).as("told although it was thrown").isZero();
      return thrown;
    }
    return answer.failure();
  }

  @Test
  final void aDeletedTopicFailsItsPublishesAndTakesThemWhenItIsMadeAnew() throws Exception {
    String topic = topic(1);
    EnginePublisher publisher =
        engine()
            .publisher(
                Publishing.with(Acks.SYNCED).givingUpAfter(Duration.ofSeconds(2)).settings());
    publish(publisher, partition(topic, 0), "old").stored();
    engine().topics().delete(topic);
    await("the deleted topic is gone", () -> engine().topics().describe(topic).isEmpty());

    assertThat(refusalOf(publisher, partition(topic, 0), "lost")).isNotNull();
    engine().topics().create(topic, TopicSettings.partitions(1));

    EnginePublisher next = publisher(Acks.SYNCED);
    assertThat(publish(next, partition(topic, 0), "new").stored().offset()).isZero();
  }

  @Test
  final void anInterruptWhileThereIsNoRoomRefusesTheMessageAndKeepsTheFlag() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine().publisher(Publishing.with(Acks.SYNCED).bounded(512, 32 * 1_024L).settings());
    AtomicReference<Object> found = new AtomicReference<>("never refused");
    Thread thread =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                for (int i = 0; i < 1_000_000; i++) {
                  publish(publisher, partition, "x".repeat(100));
                }
              } catch (RetriableException e) {
                found.set(Thread.currentThread().isInterrupted() ? e : "flag lost");
              }
            });
    thread.start();
    thread.join();

    assertThat(found.get()).isInstanceOf(RetriableException.class);
    publisher.flush();
    assertThat(publish(publisher, partition, "next").stored().offset()).isNotNegative();
  }

  @Test
  final void aCompletionThatThrowsDoesNotKeepOthersFromTheirs() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    publisher.publish(
        partition,
        System.currentTimeMillis(),
        null,
        new byte[1],
        Headers.empty(),
        new PublishCompletion() {
          @Override
          public void done(TopicPartition to, long offset, Durability durability) {
            throw new IllegalStateException("a careless completion");
          }

          @Override
          public void failed(WaybillException failure) {
            throw new IllegalStateException("a careless completion", failure);
          }
        });

    assertThat(publish(publisher, partition, "next").stored().offset()).isEqualTo(1);
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void theCallersArraysMayBeSharedByManyMessages() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    byte[] shared = Texts.bytes("shared");
    long now = System.currentTimeMillis();
    for (int i = 0; i < 100; i++) {
      publisher.publish(partition, now, shared, shared, Headers.empty(), new Answer(patience()));
    }
    publisher.flush();

    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));
    assertThat(messages(consumer, 100))
        .allSatisfy(
            message -> assertThat(requireNonNull(message.key())).isEqualTo(Texts.bytes("shared")));
  }

  @Test
  final void closingFlushesAndRefusesWhatComesAfter() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EnginePublisher publisher =
        engine().publisher(Publishing.with(Acks.SYNCED).lingering(NEVER).settings());
    Answer answer = publish(publisher, partition, "a");

    publisher.close();
    publisher.close();

    assertThat(answer.stored().offset()).isZero();
    assertThatThrownBy(() -> publish(publisher, partition, "b"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(publisher::flush).isInstanceOf(RejectedException.class);
  }
}
