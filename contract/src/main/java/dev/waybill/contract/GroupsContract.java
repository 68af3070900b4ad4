package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.contract.exchange.Listening;
import dev.waybill.contract.exchange.Listening.Kind;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Groups: who reads what, and how a partition goes from one member to the next. */
@Needs(Capability.GROUPS)
public abstract class GroupsContract extends EngineBehaviours {

  @Test
  final void aLoneMemberGetsEveryPartitionOfItsTopics() {
    String one = topic(2);
    String two = topic(1);
    Listening listening = new Listening();
    EngineConsumer consumer =
        consumer(Reading.member(Names.fresh("group"), one, two).telling(listening));

    pollUntilAssigned(consumer, 3);

    assertThat(consumer.assignment())
        .containsExactlyInAnyOrder(partition(one, 0), partition(one, 1), partition(two, 0));
    assertThat(listening.of(Kind.ASSIGNED)).isEqualTo(consumer.assignment());
    assertThat(listening.of(Kind.REVOKED)).isEmpty();
    assertThat(listening.of(Kind.LOST)).isEmpty();
  }

  @Test
  final void everyGroupReadsEverything() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b");

    for (int i = 0; i < 2; i++) {
      try (EngineConsumer consumer =
          consumer(Reading.member(Names.fresh("group"), partition.topic()))) {
        assertThat(texts(consumer, 2)).containsExactly("a", "b");
        consumer.commit(Map.of(partition, 2L));
      }
    }
  }

  @Test
  final void aSecondMemberGetsItsShareOnlyAfterTheFirstGaveItUp() throws Exception {
    String topic = topic(2);
    String group = Names.fresh("group");
    List<String> history = new CopyOnWriteArrayList<>();
    EngineConsumer one =
        consumer(Reading.member(group, topic).telling(recording("first", history)));
    pollUntilAssigned(one, 2);
    history.clear();
    EngineConsumer two =
        consumer(Reading.member(group, topic).telling(recording("second", history)));

    pollUntilEachHasOne(one, two);

    assertThat(one.assignment()).doesNotContainAnyElementsOf(two.assignment());
    TopicPartition moved = two.assignment().iterator().next();
    assertThat(history)
        .filteredOn(line -> line.endsWith(moved.toString()))
        .containsExactly("first REVOKED " + moved, "second ASSIGNED " + moved);
    TopicPartition stayed = one.assignment().iterator().next();
    assertThat(history)
        .as("cooperative: what stays with a member is not taken away meanwhile")
        .noneMatch(line -> line.endsWith(stayed.toString()));
  }

  /** Writes down one line for each partition it is told of. */
  private static Listening recording(String who, List<String> history) {
    return new Listening() {
      @Override
      protected void tell(Kind kind, Set<TopicPartition> partitions) {
        partitions.forEach(partition -> history.add(who + " " + kind + " " + partition));
      }
    };
  }

  private void pollUntilEachHasOne(EngineConsumer one, EngineConsumer two) {
    pollBothUntil(one, two, () -> one.assignment().size() == 1 && two.assignment().size() == 1);
  }

  private void pollBothUntil(EngineConsumer one, EngineConsumer two, BooleanSupplier holds) {
    pollUntil(
        two,
        "partitions shared out between two members",
        () -> {
          one.poll(LOOK);
          return holds.getAsBoolean();
        });
  }

  @Test
  final void aMemberThatLeavesGivesItsPartitionsToOthers() throws Exception {
    String topic = topic(2);
    String group = Names.fresh("group");
    EngineConsumer one = consumer(Reading.member(group, topic));
    EngineConsumer two = consumer(Reading.member(group, topic));
    pollUntilEachHasOne(one, two);

    two.close();

    pollUntilAssigned(one, 2);
  }

  @Test
  final void whatIsCommittedWhilePartitionsAreGivenUpCountsForTheNextOwner() throws Exception {
    String topic = topic(2);
    store(partition(topic, 0), "a", "b");
    store(partition(topic, 1), "c", "d");
    String group = Names.fresh("group");
    List<EngineConsumer> self = new CopyOnWriteArrayList<>();
    Listening committing =
        new Listening() {
          @Override
          public void onRevoked(Set<TopicPartition> partitions) {
            super.onRevoked(partitions);
            Map<TopicPartition, Long> finished = new HashMap<>();
            partitions.forEach(partition -> finished.put(partition, 2L));
            self.get(0).commit(finished);
          }
        };
    EngineConsumer one = consumer(Reading.member(group, topic).telling(committing));
    self.add(one);
    messages(one, 4);
    EngineConsumer two = consumer(Reading.member(group, topic));

    pollBothUntil(one, two, () -> two.assignment().size() == 1);
    TopicPartition moved = two.assignment().iterator().next();

    assertThat(committing.of(Kind.REVOKED)).contains(moved);
    store(moved, "next");
    assertThat(texts(two, 1)).containsExactly("next");
  }

  @Test
  final void closingTellsOfTheRevocationWhileCommitsStillCount() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b");
    String group = Names.fresh("group");
    List<EngineConsumer> self = new CopyOnWriteArrayList<>();
    Listening committing =
        new Listening() {
          @Override
          public void onRevoked(Set<TopicPartition> partitions) {
            self.get(0).commit(Map.of(partition, 1L));
          }
        };
    EngineConsumer one = consumer(Reading.member(group, partition.topic()).telling(committing));
    self.add(one);
    messages(one, 2);

    one.close();

    assertThat(texts(consumer(Reading.member(group, partition.topic())), 1)).containsExactly("b");
  }

  @Test
  final void aMemberThatDoesNotPollLosesItsPartitionsAndItsCommitsAreFenced() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a");
    String group = Names.fresh("group");
    Listening listening = new Listening();
    EngineConsumer sleepy = sleepy(group, partition, listening);
    EngineConsumer other = consumer(Reading.member(group, partition.topic()));

    assertThat(texts(other, 1)).containsExactly("a");

    assertThatThrownBy(() -> sleepy.commit(Map.of(partition, 1L)))
        .isInstanceOf(FencedException.class);
    assertThat(committed(group, partition)).isEqualTo(-1);
    other.commit(Map.of(partition, 1L));
    assertThat(committed(group, partition)).isEqualTo(1);
  }

  @Test
  final void aMemberThatLostItsPartitionsHearsOfItInItsNextPollAndIsFencedUntilThen()
      throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a");
    String group = Names.fresh("group");
    Listening listening = new Listening();
    EngineConsumer sleepy = sleepy(group, partition, listening);
    try (EngineConsumer other = consumer(Reading.member(group, partition.topic()))) {
      pollUntilAssigned(other, 1);
    }

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> sleepy.commit(Map.of(partition, 1L)))
          .isInstanceOf(FencedException.class);
    }
    assertThat(listening.of(Kind.LOST)).as("told outside of poll").isEmpty();
    pollUntil(sleepy, "told of the loss", () -> !listening.of(Kind.LOST).isEmpty());

    assertThat(listening.of(Kind.LOST)).containsExactly(partition);
    assertThat(listening.of(Kind.REVOKED)).isEmpty();
    pollUntilAssigned(sleepy, 1);
    sleepy.commit(Map.of(partition, 1L));
    assertThat(committed(group, partition)).isEqualTo(1);
  }

  /** A member that has read a message, and then stops polling for longer than its session. */
  private EngineConsumer sleepy(String group, TopicPartition partition, Listening listening) {
    EngineConsumer sleepy =
        consumer(
            Reading.member(group, partition.topic())
                .telling(listening)
                .session(underTest().shortSession()));
    assertThat(texts(sleepy, 1)).containsExactly("a");
    return sleepy;
  }

  @Test
  final void aPollThatWaitsKeepsTheMembershipAlive() throws Exception {
    String topic = topic(1);
    Listening listening = new Listening();
    Duration session = underTest().shortSession();
    EngineConsumer consumer =
        consumer(Reading.member(Names.fresh("group"), topic).telling(listening).session(session));
    pollUntilAssigned(consumer, 1);

    consumer.poll(session.multipliedBy(2));

    assertThat(listening.told()).hasSize(1);
    assertThat(consumer.assignment()).hasSize(1);
  }

  @Test
  final void pausedPartitionsKeepTheirOwner() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b");
    Listening listening = new Listening();
    Duration session = underTest().shortSession();
    EngineConsumer consumer =
        consumer(
            Reading.member(Names.fresh("group"), partition.topic())
                .telling(listening)
                .bounded(1, 1_000)
                .session(session));
    assertThat(texts(consumer, 1)).containsExactly("a");
    consumer.pause(Set.of(partition));

    Deadline twice = new Deadline(session.multipliedBy(2));
    while (!twice.isOver()) {
      for (Polled.Batch batch : consumer.poll(LOOK).batches()) {
        assertThat(batch.messages()).isEmpty();
      }
    }
    consumer.resume(Set.of(partition));

    assertThat(listening.told()).hasSize(1);
    assertThat(texts(consumer, 1)).containsExactly("b");
  }

  @Test
  final void addedPartitionsAreSharedOutToTheGroupsThatRead() throws Exception {
    String topic = topic(1);
    EngineConsumer member = consumer(Reading.member(Names.fresh("group"), topic));
    store(partition(topic, 0), "before");
    assertThat(texts(member, 1)).containsExactly("before");

    engine().topics().addPartitions(topic, 2);
    await(
        "two partitions",
        () -> engine().topics().describe(topic).orElseThrow().partitions().size() == 2);
    store(partition(topic, 1), "after");

    assertThat(texts(member, 1)).containsExactly("after");
    assertThat(member.assignment()).hasSize(2);
  }

  @Test
  final void aCommitOfWhatWasNeverAssignedIsFencedOrRejected() throws Exception {
    String topic = topic(2);
    String group = Names.fresh("group");
    EngineConsumer one = consumer(Reading.member(group, topic));
    EngineConsumer two = consumer(Reading.member(group, topic));
    pollUntilEachHasOne(one, two);
    TopicPartition ofTwo = two.assignment().iterator().next();

    assertThatThrownBy(() -> one.commit(Map.of(ofTwo, 0L)))
        .isInstanceOfAny(FencedException.class, RejectedException.class);
    assertThat(committed(group, ofTwo)).isEqualTo(-1);
  }

  @Test
  @Needs(severalEngines = true)
  final void membersOfSeveralEnginesAreOneGroup() throws Exception {
    String topic = topic(2);
    String group = Names.fresh("group");
    EngineConsumer one = consumer(Reading.member(group, topic));
    try (Engine other = underTest().open()) {
      await("the other engine knows the topic", () -> other.topics().list().contains(topic));
      EngineConsumer two = other.consumer(Reading.member(group, topic).settings());
      pollUntilEachHasOne(one, two);

      assertThat(one.assignment()).doesNotContainAnyElementsOf(two.assignment());
    }

    pollUntilAssigned(one, 2);
  }

  @Test
  final void anUnknownTopicIsRejectedWhenAMemberIsMade() {
    String unknown = Names.fresh("unknown");

    assertThatThrownBy(() -> consumer(Reading.member(Names.fresh("group"), unknown)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(unknown);
  }

  @Test
  final void aClosedMemberRefusesEverything() {
    String topic = topic(1);
    EngineConsumer consumer = consumer(Reading.member(Names.fresh("group"), topic));
    consumer.close();
    consumer.close();

    assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> consumer.commit(Map.of())).isInstanceOf(RejectedException.class);
  }
}
