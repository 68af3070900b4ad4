package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Readers without a group. */
@Needs(Capability.BROADCAST)
public abstract class BroadcastContract extends EngineBehaviours {

  @Test
  final void everyReaderGetsEverything() throws Exception {
    String topic = topic(2);
    EngineConsumer one = consumer(Reading.broadcast(topic).from(StartPosition.latest()));
    EngineConsumer two = consumer(Reading.broadcast(topic).from(StartPosition.latest()));

    store(partition(topic, 0), "a");
    store(partition(topic, 1), "b");

    assertThat(texts(one, 2)).containsExactlyInAnyOrder("a", "b");
    assertThat(texts(two, 2)).containsExactlyInAnyOrder("a", "b");
    assertThat(one.assignment())
        .containsExactlyInAnyOrder(partition(topic, 0), partition(topic, 1));
    assertThat(one.memberId()).isEmpty();
  }

  @Test
  final void aReaderFromLatestSeesWhatIsPublishedOnceItIsThere() throws Exception {
    String topic = topic(1);
    store(partition(topic, 0), "old");

    EngineConsumer reader = consumer(Reading.broadcast(topic).from(StartPosition.latest()));
    store(partition(topic, 0), "new");

    assertThat(texts(reader, 1)).containsExactly("new");
  }

  @Test
  final void aReaderOfSeveralTopicsGetsThemAll() throws Exception {
    String one = topic(1);
    String two = topic(2);
    store(partition(one, 0), "a");
    store(partition(two, 1), "b");

    assertThat(texts(consumer(Reading.broadcast(one, two)), 2)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  final void partitionsThatAreAddedLaterAreReadToo() throws Exception {
    String topic = topic(1);
    EngineConsumer reader = consumer(Reading.broadcast(topic).from(StartPosition.latest()));
    store(partition(topic, 0), "a");
    assertThat(texts(reader, 1)).containsExactly("a");

    engine().topics().addPartitions(topic, 2);
    await(
        "two partitions",
        () -> engine().topics().describe(topic).orElseThrow().partitions().size() == 2);
    store(partition(topic, 1), "b");

    assertThat(texts(reader, 1)).containsExactly("b");
    assertThat(reader.assignment()).hasSize(2);
  }

  @Test
  final void aReaderHasNoPositionsToCommit() throws Exception {
    String topic = topic(1);
    EngineConsumer reader = consumer(Reading.broadcast(topic));

    assertThatThrownBy(() -> reader.commit(Map.of(partition(topic, 0), 0L)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("broadcast");
  }
}
