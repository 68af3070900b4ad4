package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.error.FencedException;
import dev.waybill.message.TopicPartition;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A group's positions in one transaction with messages. */
@Needs({Capability.TRANSACTIONS, Capability.POSITIONS_IN_TRANSACTION, Capability.GROUPS})
public abstract class PositionsInTransactionsContract extends EngineBehaviours {

  @Test
  final void positionsMoveWithTheCommitAndNotWithAnAbort() throws Exception {
    TopicPartition in = partition(topic(1), 0);
    TopicPartition out = partition(topic(1), 0);
    store(in, "a", "b");
    String group = Names.fresh("group");
    EngineConsumer consumer = consumer(Reading.member(group, in.topic()));
    messages(consumer, 2);
    EngineTransactions session = transactions(Names.fresh("id"));

    session.begin();
    publish(session, out, "aborted");
    session.commitPositions(consumer, Map.of(in, 2L));
    session.abort();
    assertThat(committed(group, in)).isEqualTo(-1);
    session.begin();
    publish(session, out, "committed");
    session.commitPositions(consumer, Map.of(in, 2L));
    session.commit();

    await("the committed position", () -> committed(group, in) == 2);
    assertThat(texts(consumer(Reading.member(Names.fresh("group"), out.topic())), 1))
        .containsExactly("committed");
  }

  @Test
  final void aNextOwnerGoesOnWhereTheTransactionsEnded() throws Exception {
    TopicPartition in = partition(topic(1), 0);
    store(in, "a", "b", "c");
    String group = Names.fresh("group");
    EngineTransactions session = transactions(Names.fresh("id"));
    try (EngineConsumer consumer = consumer(Reading.member(group, in.topic()))) {
      messages(consumer, 3);
      for (long next = 1; next <= 2; next++) {
        session.begin();
        session.commitPositions(consumer, Map.of(in, next));
        session.commit();
      }
    }

    assertThat(texts(consumer(Reading.member(group, in.topic())), 1)).containsExactly("c");
  }

  @Test
  final void whatIsStagedTwiceIsCommittedAsStagedLast() throws Exception {
    TopicPartition in = partition(topic(1), 0);
    store(in, "a", "b", "c");
    String group = Names.fresh("group");
    EngineConsumer consumer = consumer(Reading.member(group, in.topic()));
    messages(consumer, 3);
    EngineTransactions session = transactions(Names.fresh("id"));

    session.begin();
    session.commitPositions(consumer, Map.of(in, 1L));
    session.commitPositions(consumer, Map.of(in, 2L));
    session.commit();

    await("the committed position", () -> committed(group, in) == 2);
  }

  @Test
  final void aMemberThatLostItsPartitionsMovesNoPositions() throws Exception {
    TopicPartition in = partition(topic(1), 0);
    store(in, "a");
    String group = Names.fresh("group");
    EngineConsumer sleepy =
        consumer(Reading.member(group, in.topic()).session(underTest().shortSession()));
    messages(sleepy, 1);
    EngineConsumer other = consumer(Reading.member(group, in.topic()));
    assertThat(texts(other, 1)).containsExactly("a");
    EngineTransactions session = transactions(Names.fresh("id"));
    session.begin();

    assertThatThrownBy(
            () -> {
              session.commitPositions(sleepy, Map.of(in, 1L));
              session.commit();
            })
        .isInstanceOf(FencedException.class);
    session.close();

    assertThat(committed(group, in)).isEqualTo(-1);
  }
}
