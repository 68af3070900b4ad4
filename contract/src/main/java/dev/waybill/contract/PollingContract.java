package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.exchange.Texts;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capability;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.Polled;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StoredMessage;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Messages out: what a poll brings, when it returns, what ends it. */
@Needs(Capability.BROADCAST)
public abstract class PollingContract extends EngineBehaviours {

  private static final Duration LONG = Duration.ofMinutes(10);

  @Test
  final void everyMessageIsReturnedOnceAndInOffsetOrder() throws Exception {
    String topic = topic(2);
    List<List<String>> sent = List.of(new ArrayList<>(), new ArrayList<>());
    EnginePublisher publisher = publisher(Acks.SYNCED);
    for (int i = 0; i < 1_000; i++) {
      sent.get(i % 2).add("m" + i);
      publish(publisher, partition(topic, i % 2), "m" + i);
    }
    publisher.flush();
    EngineConsumer consumer = consumer(Reading.broadcast(topic));

    List<List<StoredMessage>> found = List.of(new ArrayList<>(), new ArrayList<>());
    Deadline deadline = new Deadline(patience());
    while (found.get(0).size() + found.get(1).size() < 1_000) {
      deadline.check("1000 messages");
      for (Polled.Batch batch : consumer.poll(LOOK).batches()) {
        found.get(batch.partition().partition()).addAll(batch.messages());
      }
    }

    for (int p = 0; p < 2; p++) {
      assertThat(Texts.of(found.get(p))).containsExactlyElementsOf(sent.get(p));
      assertThat(found.get(p)).extracting(StoredMessage::offset).isSorted();
    }
    nothingComes(consumer);
  }

  @Test
  final void aPollThatWaitsReturnsWhenAMessageArrives() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));
    AtomicReference<List<String>> found = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              Deadline deadline = new Deadline(patience());
              while (found.get() == null && !deadline.isOver()) {
                for (Polled.Batch batch : consumer.poll(LONG).batches()) {
                  found.set(Texts.of(batch.messages()));
                }
              }
            });
    thread.start();

    store(partition, "a");
    thread.join(patience().toMillis());

    assertThat(found.get()).containsExactly("a");
  }

  @Test
  final void aPollWithoutMessagesReturnsWhenItsTimeIsUp() throws Exception {
    EngineConsumer consumer = consumer(Reading.broadcast(topic(1)));

    assertThat(consumer.poll(Duration.ofMillis(20)).batches())
        .allSatisfy(batch -> assertThat(batch.messages()).isEmpty());
    assertThat(consumer.poll(Duration.ZERO).batches())
        .allSatisfy(batch -> assertThat(batch.messages()).isEmpty());
  }

  @Test
  final void aWakeupEndsThePollThatRunsOrTheNextOne() throws Exception {
    EngineConsumer consumer = consumer(Reading.broadcast(topic(1)));
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    consumer.wakeup();
    Thread thread =
        new Thread(
            () -> {
              consumer.poll(LONG);
              first.countDown();
              consumer.poll(LONG);
              second.countDown();
            });
    thread.start();

    assertThat(first.await(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    consumer.wakeup();

    assertThat(second.await(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    thread.join();
  }

  @Test
  final void aWakeupLosesNoMessage() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      store(partition, "m" + i);
      consumer.wakeup();
      for (Polled.Batch batch : consumer.poll(LOOK).batches()) {
        found.addAll(Texts.of(batch.messages()));
      }
    }
    store(partition, "last");
    Deadline deadline = new Deadline(patience());
    while (!found.contains("last")) {
      deadline.check("the last message");
      for (Polled.Batch batch : consumer.poll(LOOK).batches()) {
        found.addAll(Texts.of(batch.messages()));
      }
    }

    assertThat(found).hasSize(21).doesNotHaveDuplicates();
  }

  @Test
  final void aBatchHasNoMoreMessagesThanAskedForAndTellsThePlace() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c", "d", "e");
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()).bounded(2, 1_000_000));

    List<Polled.Batch> batches = batches(consumer, 5);

    assertThat(batches).allSatisfy(batch -> assertThat(batch.messages()).hasSizeLessThan(3));
    long place = 0;
    for (Polled.Batch batch : batches) {
      place += batch.messages().size();
      assertThat(batch.nextOffset()).isEqualTo(place);
    }
  }

  @Test
  final void aBatchHasNoMoreBytesThanAskedForAndALargerMessageComesAlone() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "x".repeat(400), "y".repeat(400), "z".repeat(5_000), "w");
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()).bounded(100, 1_000));

    List<Polled.Batch> batches = batches(consumer, 4);

    assertThat(batches.stream().flatMap(batch -> Texts.of(batch.messages()).stream()))
        .extracting(String::length)
        .containsExactly(400, 400, 5_000, 1);
    for (Polled.Batch batch : batches) {
      List<String> texts = Texts.of(batch.messages());
      assertThat(texts.size() == 1 || String.join("", texts).length() <= 1_000)
          .as("sizes of %s", texts.stream().map(String::length).toList())
          .isTrue();
    }
  }

  /** The batches of polls until they have that many messages. */
  private List<Polled.Batch> batches(EngineConsumer consumer, int messages) {
    List<Polled.Batch> batches = new ArrayList<>();
    Deadline deadline = new Deadline(patience());
    while (batches.stream().mapToInt(batch -> batch.messages().size()).sum() < messages) {
      deadline.check(messages + " messages");
      consumer.poll(LOOK).batches().stream()
          .filter(batch -> !batch.messages().isEmpty())
          .forEach(batches::add);
    }
    return batches;
  }

  @Test
  final void aPausedPartitionBringsNothingUntilItIsResumed() throws Exception {
    String topic = topic(2);
    store(partition(topic, 0), "a");
    store(partition(topic, 1), "b");
    EngineConsumer consumer = consumer(Reading.broadcast(topic));
    consumer.pause(Set.of(partition(topic, 0)));

    assertThat(texts(consumer, 1)).containsExactly("b");
    nothingComes(consumer);
    consumer.resume(Set.of(partition(topic, 0)));

    assertThat(texts(consumer, 1)).containsExactly("a");
  }

  @Test
  final void aPauseKeepsBackWhatWasFetchedAndNotReturned() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c", "d");
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()).bounded(1, 1_000));
    assertThat(texts(consumer, 1)).containsExactly("a");

    consumer.pause(Set.of(partition));
    nothingComes(consumer);
    consumer.resume(Set.of(partition));

    assertThat(texts(consumer, 3)).containsExactly("b", "c", "d");
  }

  @Test
  final void aPausedPartitionThatIsSentElsewhereForgetsWhatHadCome() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c", "d");
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));
    consumer.pause(Set.of(partition));
    nothingComes(consumer);

    consumer.seek(partition, 2);
    nothingComes(consumer);
    consumer.resume(Set.of(partition));

    assertThat(texts(consumer, 2)).containsExactly("c", "d");
  }

  @Test
  final void messagesStayAsTheyWereWhenMoreIsRead() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));
    store(partition, "first", "x".repeat(10_000));
    List<StoredMessage> kept = messages(consumer, 2);

    store(partition, "second", "y".repeat(10_000));
    messages(consumer, 2);

    assertThat(Texts.of(kept)).containsExactly("first", "x".repeat(10_000));
  }

  @Test
  final void anUnknownTopicIsRejectedWhenAConsumerIsMade() {
    String unknown = Names.fresh("unknown");

    assertThatThrownBy(() -> consumer(Reading.broadcast(unknown)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(unknown);
  }

  @Test
  final void aClosedConsumerRefusesEverything() {
    String topic = topic(1);
    EngineConsumer consumer = consumer(Reading.broadcast(topic));
    consumer.close();
    consumer.close();

    assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer.seek(partition(topic, 0), 0))
        .isInstanceOf(RejectedException.class);
  }
}
