package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.contract.exchange.Answer;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.exchange.Texts;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capability;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.Headers;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Places in a partition: where a reader begins, where it goes on, where it is sent. */
public abstract class PositionsContract extends EngineBehaviours {

  @Test
  @Needs(Capability.GROUPS)
  final void aMemberReadsFromTheStartAndGoesOnWhereItsGroupCommitted() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c");
    String group = Names.fresh("group");
    try (EngineConsumer consumer = consumer(Reading.member(group, partition.topic()))) {
      assertThat(texts(consumer, 3)).containsExactly("a", "b", "c");
      consumer.commit(Map.of(partition, 2L));
    }

    EngineConsumer next = consumer(Reading.member(group, partition.topic()));

    assertThat(texts(next, 1)).containsExactly("c");
  }

  @Test
  @Needs(Capability.GROUPS)
  final void whatWasReadAndNotCommittedIsReadAgain() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b");
    String group = Names.fresh("group");
    try (EngineConsumer consumer = consumer(Reading.member(group, partition.topic()))) {
      assertThat(texts(consumer, 2)).containsExactly("a", "b");
    }

    assertThat(texts(consumer(Reading.member(group, partition.topic())), 2))
        .containsExactly("a", "b");
  }

  @Test
  @Needs(Capability.GROUPS)
  final void committedPositionsAreThereForAnEngineThatIsOpenedLater() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b");
    String group = groupThatCommitted(partition, 2, 1);
    reopen();

    assertThat(texts(consumer(Reading.member(group, partition.topic())), 1)).containsExactly("b");
  }

  @Test
  @Needs(Capability.GROUPS)
  final void aPositionMayBeCommittedBackwards() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c");
    String group = groupThatCommitted(partition, 3, 3, 1);

    assertThat(texts(consumer(Reading.member(group, partition.topic())), 2))
        .containsExactly("b", "c");
  }

  /** A group whose only member has read that many messages, committed those positions, and left. */
  private String groupThatCommitted(TopicPartition partition, int read, long... positions) {
    String group = Names.fresh("group");
    try (EngineConsumer consumer = consumer(Reading.member(group, partition.topic()))) {
      messages(consumer, read);
      for (long position : positions) {
        consumer.commit(Map.of(partition, position));
      }
    }
    return group;
  }

  @Test
  @Needs(Capability.GROUPS)
  final void aGroupThatStartsAtLatestSeesOnlyWhatComesLater() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "old");
    EngineConsumer consumer =
        consumer(
            Reading.member(Names.fresh("group"), partition.topic()).from(StartPosition.latest()));
    pollUntilAssigned(consumer, 1);
    nothingComes(consumer);

    store(partition, "new");

    assertThat(texts(consumer, 1)).containsExactly("new");
  }

  @Test
  @Needs(Capability.GROUPS)
  final void aGroupMayStartAtAnOffset() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c");

    EngineConsumer consumer =
        consumer(
            Reading.member(Names.fresh("group"), partition.topic()).from(StartPosition.offset(1)));

    assertThat(texts(consumer, 2)).containsExactly("b", "c");
  }

  @Test
  @Needs({Capability.GROUPS, Capability.SEEK_BY_TIME})
  final void aGroupMayStartAtATime() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    long begin = storeOneASecond(partition, 4);

    EngineConsumer consumer =
        consumer(
            Reading.member(Names.fresh("group"), partition.topic())
                .from(StartPosition.time(Instant.ofEpochMilli(begin + 1_500))));

    assertThat(texts(consumer, 2)).containsExactly("m2", "m3");
  }

  @Test
  @Needs(Capability.GROUPS)
  final void whereAGroupStartsDoesNotCountOnceItHasAPosition() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b");
    String group = groupThatCommitted(partition, 2, 1);

    EngineConsumer next =
        consumer(Reading.member(group, partition.topic()).from(StartPosition.latest()));

    assertThat(texts(next, 1)).containsExactly("b");
  }

  @Test
  @Needs(Capability.GROUPS)
  final void illegalPositionsAreNotCommitted() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    String group = Names.fresh("group");
    EngineConsumer consumer = consumer(Reading.member(group, partition.topic()));
    pollUntilAssigned(consumer, 1);

    assertThatThrownBy(() -> consumer.commit(Map.of(partition, -1L)))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer.commit(Map.of(partition(partition.topic(), 9), 0L)))
        .isInstanceOf(WaybillException.class);
    assertThat(
            engine().groups().describe(group).orElseThrow().positions().stream()
                .filter(position -> position.committed() >= 0))
        .isEmpty();
  }

  @Test
  @Needs(Capability.GROUPS)
  final void aMemberSeeksInWhatItIsAssigned() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c");
    EngineConsumer consumer = consumer(Reading.member(Names.fresh("group"), partition.topic()));
    messages(consumer, 3);

    consumer.seek(partition, 1);

    assertThat(texts(consumer, 2)).containsExactly("b", "c");
    consumer.seek(partition, 3);
    nothingComes(consumer);
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void aSeekOutOfRangeOrOutOfTheAssignmentIsRejectedAndMovesNothing() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c");
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));

    assertThatThrownBy(() -> consumer.seek(partition, 4))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("0")
        .hasMessageContaining("3")
        .hasMessageContaining("4");
    assertThatThrownBy(() -> consumer.seek(partition(partition.topic(), 7), 0))
        .isInstanceOf(RejectedException.class);
    assertThat(texts(consumer, 3)).containsExactly("a", "b", "c");
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void aSeekLeavesBehindWhatWasFetched() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c", "d");
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()).bounded(1, 1_000));
    assertThat(texts(consumer, 1)).containsExactly("a");

    consumer.seek(partition, 3);
    assertThat(texts(consumer, 1)).containsExactly("d");
    consumer.seek(partition, 0);

    assertThat(texts(consumer, 4)).containsExactly("a", "b", "c", "d");
  }

  @Test
  @Needs(Capability.BROADCAST)
  final void offsetsAreFoundByPosition() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c");
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));

    assertThat(consumer.offsetOf(partition, StartPosition.earliest())).isZero();
    assertThat(consumer.offsetOf(partition, StartPosition.latest())).isEqualTo(3);
    assertThat(consumer.offsetOf(partition, StartPosition.offset(2))).isEqualTo(2);
    assertThatThrownBy(() -> consumer.offsetOf(partition, StartPosition.offset(4)))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  @Needs({Capability.BROADCAST, Capability.SEEK_BY_TIME})
  final void offsetsAreFoundByTime() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    long begin = storeOneASecond(partition, 10);
    EngineConsumer consumer = consumer(Reading.broadcast(partition.topic()));

    for (Map.Entry<Long, Long> expected :
        Map.of(-500L, 0L, 0L, 0L, 3_500L, 4L, 9_000L, 9L, 9_001L, 10L).entrySet()) {
      Instant time = Instant.ofEpochMilli(begin + expected.getKey());
      assertThat(consumer.offsetOf(partition, StartPosition.time(time)))
          .as("%d ms after the first message", expected.getKey())
          .isEqualTo(expected.getValue());
    }
  }

  /**
   * Messages m0, m1 … whose timestamps are one second apart, and all of them in the past.
   *
   * @return the first one's, in milliseconds since the epoch
   */
  private long storeOneASecond(TopicPartition partition, int count) throws Exception {
    long begin = System.currentTimeMillis() - 100_000;
    try (EnginePublisher publisher = publisher(Acks.SYNCED)) {
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Answer answer = new Answer(patience());
        publisher.publish(
            partition, begin + 1_000L * i, null, Texts.bytes("m" + i), Headers.empty(), answer);
        answers.add(answer);
      }
      for (Answer answer : answers) {
        answer.stored();
      }
    }
    return begin;
  }
}
