package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.GroupDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Acks;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Topics and groups, made, looked at and taken away. */
public abstract class AdministrationContract extends EngineBehaviours {

  @Test
  final void anEngineSaysItsNameWhatItCanAndWhatItAssumes() {
    assertThat(engine().name()).isNotBlank();
    assertThat(engine().capabilities().engine()).isEqualTo(engine().name());
    assertThat(engine().capabilities().can()).isNotEmpty();
    assertThat(engine().capabilities().assumptions()).isNotEmpty().noneMatch(String::isBlank);
    assertThat(engine().capabilities()).isEqualTo(engine().capabilities());
  }

  @Test
  final void topicsAreMadeListedDescribedAndDeleted() throws Exception {
    String first = topic(3);
    String second = topic(1);

    assertThat(engine().topics().list()).contains(first, second).isSorted();
    assertThat(engine().topics().describe(first).orElseThrow().partitions())
        .extracting(PartitionDescription::partition)
        .containsExactly(0, 1, 2);
    engine().topics().delete(first);

    await("the deleted topic is gone", () -> engine().topics().describe(first).isEmpty());
    assertThat(engine().topics().list()).contains(second).doesNotContain(first);
  }

  @Test
  final void aTopicKeepsTheSettingsItWasMadeWith() {
    TopicSettings settings =
        TopicSettings.partitions(2)
            .withRetentionTime(Duration.ofDays(7))
            .withRetentionBytes(1 << 30)
            .withSegmentBytes(1 << 20)
            .withMaxMessageBytes(10_000);

    assertThat(engine().topics().describe(topic(settings)).orElseThrow().settings())
        .isEqualTo(settings);
    assertThat(engine().topics().describe(topic(1)).orElseThrow().settings())
        .isEqualTo(TopicSettings.defaults());
  }

  @Test
  final void aTopicThatExistsIsLeftAsItIs() {
    String topic = topic(2);

    assertThat(engine().topics().createIfMissing(topic, TopicSettings.partitions(5))).isFalse();
    assertThatThrownBy(() -> engine().topics().create(topic, TopicSettings.partitions(5)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(topic);
    assertThat(engine().topics().describe(topic).orElseThrow().partitions()).hasSize(2);
    String other = Names.fresh("other");
    assertThat(engine().topics().createIfMissing(other, TopicSettings.defaults())).isTrue();
  }

  @Test
  final void illegalTopicNamesAreRejected() {
    for (String name : List.of("", ".", "..", "a b", "a/b", "ä", "x".repeat(250))) {
      assertThatThrownBy(() -> engine().topics().create(name, TopicSettings.defaults()))
          .as("topic '%s'", name)
          .isInstanceOf(RejectedException.class);
    }
  }

  @Test
  final void anUnknownTopicIsNotDescribedAndCannotBeChanged() {
    String unknown = Names.fresh("unknown");

    assertThat(engine().topics().describe(unknown)).isEmpty();
    assertThatThrownBy(() -> engine().topics().delete(unknown))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(unknown);
    assertThatThrownBy(() -> engine().topics().addPartitions(unknown, 2))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(unknown);
  }

  @Test
  final void partitionsAreAddedAndNeverTakenAway() throws Exception {
    String topic = topic(1);

    engine().topics().addPartitions(topic, 3);

    await(
        "three partitions",
        () -> engine().topics().describe(topic).orElseThrow().partitions().size() == 3);
    store(partition(topic, 2), "in the new one");
    assertThatThrownBy(() -> engine().topics().addPartitions(topic, 3))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> engine().topics().addPartitions(topic, 2))
        .isInstanceOf(RejectedException.class);
    assertThat(engine().topics().describe(topic).orElseThrow().partitions()).hasSize(3);
  }

  @Test
  final void aPartitionIsDescribedFromItsOldestMessageToItsEnd() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a", "b", "c");

    PartitionDescription described = describe(partition);

    assertThat(described.startOffset()).isZero();
    assertThat(described.stableOffset()).isEqualTo(3);
    assertThat(described.endOffset()).isEqualTo(3);
  }

  @Test
  @Needs(Capability.TRANSACTIONS)
  final void anOpenTransactionHoldsTheStableOffset() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    store(partition, "a");
    EngineTransactions session = transactions(Names.fresh("id"));
    session.begin();
    publish(session, partition, "open").stored();

    await("the end is behind the open message", () -> describe(partition).endOffset() == 2);
    assertThat(describe(partition).stableOffset()).isEqualTo(1);
    session.commit();

    await("the stable offset is the end", () -> isStable(describe(partition)));
  }

  @Test
  @Needs(Capability.GROUPS)
  final void aGroupIsDescribedWithMembersPositionsAndLag() throws Exception {
    String topic = topic(2);
    TopicPartition partition = partition(topic, 0);
    store(partition, "a", "b", "c");
    String group = Names.fresh("group");
    EngineConsumer consumer = consumer(Reading.member(group, topic));
    messages(consumer, 3);
    pollUntilAssigned(consumer, 2);
    consumer.commit(Map.of(partition, 1L));

    pollUntil(consumer, "a stable group", () -> describeGroup(group).isStable());
    GroupDescription described = describeGroup(group);

    assertThat(engine().groups().list()).contains(group).isSorted();
    assertThat(described.name()).isEqualTo(group);
    assertThat(described.members()).hasSize(1);
    assertThat(described.members().get(0).partitions())
        .containsExactlyInAnyOrder(partition, partition(topic, 1));
    GroupDescription.Position position = positionIn(described, partition);
    assertThat(position.committed()).isEqualTo(1);
    assertThat(position.end()).isEqualTo(3);
    assertThat(position.lag()).isEqualTo(2);
    assertThat(position.owner()).isEqualTo(described.members().get(0).id());
    consumer.memberId().ifPresent(id -> assertThat(id).isEqualTo(described.members().get(0).id()));
    assertThat(positionIn(described, partition(topic, 1)).committed()).isEqualTo(-1);
  }

  private GroupDescription describeGroup(String group) {
    return engine().groups().describe(group).orElseThrow();
  }

  private static GroupDescription.Position positionIn(
      GroupDescription group, TopicPartition partition) {
    return group.positions().stream()
        .filter(position -> position.partition().equals(partition))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no position of " + partition + " in " + group));
  }

  @Test
  @Needs(Capability.GROUPS)
  final void anUnknownGroupIsNotDescribed() {
    String unknown = Names.fresh("unknown");

    assertThat(engine().groups().describe(unknown)).isEmpty();
    assertThat(engine().groups().list()).doesNotContain(unknown);
  }

  @Test
  @Needs(Capability.GROUPS)
  final void aGroupsPositionsAreMovedOnlyWhileNobodyReads() throws Exception {
    String topic = topic(1);
    TopicPartition partition = partition(topic, 0);
    store(partition, "a", "b", "c");
    String group = Names.fresh("group");
    EngineConsumer consumer = consumer(Reading.member(group, topic));
    messages(consumer, 3);
    consumer.commit(Map.of(partition, 3L));

    assertThatThrownBy(() -> engine().groups().reset(group, topic, StartPosition.earliest()))
        .isInstanceOf(RejectedException.class);
    assertThat(positionIn(describeGroup(group), partition).committed()).isEqualTo(3);
    consumer.close();
    await("a group without members", () -> describeGroup(group).members().isEmpty());
    engine().groups().reset(group, topic, StartPosition.offset(1));

    assertThat(positionIn(describeGroup(group), partition).committed()).isEqualTo(1);
    assertThat(texts(consumer(Reading.member(group, topic)), 2)).containsExactly("b", "c");
  }

  @Test
  @Needs(Capability.GROUPS)
  final void positionsInAnUnknownTopicCannotBeMoved() {
    assertThatThrownBy(
            () ->
                engine()
                    .groups()
                    .reset(Names.fresh("group"), Names.fresh("unknown"), StartPosition.earliest()))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  @Needs(Capability.GROUPS)
  final void aForgottenGroupBeginsAnew() throws Exception {
    String topic = topic(1);
    store(partition(topic, 0), "a", "b");
    String group = Names.fresh("group");
    try (EngineConsumer consumer = consumer(Reading.member(group, topic))) {
      messages(consumer, 2);
      consumer.commit(Map.of(partition(topic, 0), 2L));
    }
    await("a group without members", () -> describeGroup(group).members().isEmpty());

    engine().groups().delete(group);

    assertThat(engine().groups().list()).doesNotContain(group);
    assertThat(texts(consumer(Reading.member(group, topic)), 2)).containsExactly("a", "b");
  }

  @Test
  final void whatWasAcknowledgedIsThereForAnEngineThatIsOpenedLater() throws Exception {
    String topic = topic(2);
    EnginePublisher publisher = publisher(Acks.SYNCED);
    for (int i = 0; i < 100; i++) {
      publish(publisher, partition(topic, 1), "m" + i);
    }

    Engine next = reopen();

    assertThat(next.topics().describe(topic).orElseThrow().partitions()).hasSize(2);
    assertThat(end(partition(topic, 1))).isEqualTo(100);
  }

  @Test
  @Needs(severalEngines = true)
  final void twoEnginesOnTheSameDataSeeTheSame() throws Exception {
    try (Engine other = underTest().open()) {
      String topic = topic(1);
      await("the other engine knows the topic", () -> other.topics().list().contains(topic));
      store(partition(topic, 0), "a");

      assertThat(other.topics().describe(topic).orElseThrow().partitions().get(0).endOffset())
          .isEqualTo(1);
    }
  }
}
