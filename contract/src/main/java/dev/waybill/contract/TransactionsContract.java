package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.contract.exchange.Answer;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.exchange.Reading;
import dev.waybill.contract.exchange.Texts;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.Polled;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages to several partitions, all or nothing. */
@Needs({Capability.TRANSACTIONS, Capability.BROADCAST})
public abstract class TransactionsContract extends EngineBehaviours {

  /** Begins a transaction; one message of it is stored. */
  private void beginWith(EngineTransactions session, TopicPartition partition, String text)
      throws Exception {
    session.begin();
    publish(session, partition, text).stored();
  }

  /** A transaction of one message. */
  private void commit(EngineTransactions session, TopicPartition partition, String text) {
    session.begin();
    publish(session, partition, text);
    session.commit();
  }

  /** A transaction of one message, which was stored. */
  private void abort(EngineTransactions session, TopicPartition partition, String text)
      throws Exception {
    beginWith(session, partition, text);
    session.abort();
  }

  private EngineConsumer reader(TopicPartition partition) {
    return consumer(Reading.broadcast(partition.topic()));
  }

  @Test
  final void committedMessagesOfSeveralPartitionsAreSeen() throws Exception {
    String topic = topic(2);
    EngineTransactions session = transactions(Names.fresh("id"));

    session.begin();
    Answer answer = publish(session, partition(topic, 0), "a");
    publish(session, partition(topic, 1), "b");
    session.commit();

    assertThat(answer.stored().offset()).isZero();
    assertThat(texts(consumer(Reading.broadcast(topic)), 2)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  final void beforeTheCommitOnlyUncommittedReadersSeeAMessage() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineTransactions session = transactions(Names.fresh("id"));
    beginWith(session, partition, "a");
    EngineConsumer committed = reader(partition);

    assertThat(texts(consumer(Reading.broadcast(partition.topic()).uncommitted()), 1))
        .containsExactly("a");
    nothingComes(committed);
    session.commit();

    assertThat(texts(committed, 1)).containsExactly("a");
  }

  @Test
  final void abortedMessagesAreNeverSeenByCommittedReaders() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineTransactions session = transactions(Names.fresh("id"));
    abort(session, partition, "aborted");
    commit(session, partition, "committed");

    EngineConsumer reader = reader(partition);

    assertThat(texts(reader, 1)).containsExactly("committed");
    nothingComes(reader);
  }

  @Test
  final void whatIsPublishedBesideAnOpenTransactionWaitsForItAndKeepsItsOrder() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineTransactions session = transactions(Names.fresh("id"));
    beginWith(session, partition, "first");
    store(partition, "second");
    EngineConsumer reader = reader(partition);

    nothingComes(reader);
    session.commit();

    assertThat(texts(reader, 2)).containsExactly("first", "second");
  }

  @Test
  final void aReaderPassesMarkersAndAbortedMessages() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineTransactions session = transactions(Names.fresh("id"));
    commit(session, partition, "committed");
    abort(session, partition, "aborted");
    await("all is stable", () -> isStable(describe(partition)));
    EngineConsumer reader = reader(partition);
    long end = reader.offsetOf(partition, StartPosition.latest());

    List<String> seen = new ArrayList<>();
    long place = 0;
    Deadline deadline = new Deadline(patience());
    while (place < end) {
      deadline.check("the reader's place is the end, " + end + "; found " + place);
      for (Polled.Batch batch : reader.poll(LOOK).batches()) {
        seen.addAll(Texts.of(batch.messages()));
        place = batch.nextOffset();
      }
    }

    assertThat(seen).containsExactly("committed");
    assertThat(place).isEqualTo(end);
  }

  @Test
  final void manyTransactionsFollowEachOther() throws Exception {
    String topic = topic(2);
    EngineTransactions session = transactions(Names.fresh("id"));
    for (int i = 0; i < 50; i++) {
      session.begin();
      publish(session, partition(topic, i % 2), "m" + i);
      if (i % 5 == 4) {
        session.abort();
      } else {
        session.commit();
      }
    }

    assertThat(texts(consumer(Reading.broadcast(topic)), 40))
        .hasSize(40)
        .doesNotContain("m4")
        .contains("m48");
  }

  @Test
  final void aCommittedTransactionIsVisibleAtOnce() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineTransactions session = transactions(Names.fresh("id"));
    for (int i = 0; i < 10; i++) {
      commit(session, partition, "m" + i);

      assertThat(reader(partition).offsetOf(partition, StartPosition.latest()))
          .as("where committed readers end after transaction %d", i)
          .isGreaterThanOrEqualTo(2L * i + 1);
    }
  }

  @Test
  final void aNewerSessionFencesTheOlderOneAndAbortsWhatItHadOpen() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    String id = Names.fresh("id");
    EngineTransactions old = transactions(id);
    beginWith(old, partition, "stale");

    EngineTransactions fresh = transactions(id);
    commit(fresh, partition, "fresh");

    assertThatThrownBy(old::commit).isInstanceOf(FencedException.class);
    EngineConsumer reader = reader(partition);
    assertThat(texts(reader, 1)).containsExactly("fresh");
    nothingComes(reader);
    old.close();
  }

  @Test
  final void aFencedSessionDoesNotFenceItsSuccessor() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    String id = Names.fresh("id");
    EngineTransactions old = transactions(id);
    beginWith(old, partition, "stale");
    EngineTransactions fresh = transactions(id);
    assertThatThrownBy(old::commit).isInstanceOf(FencedException.class);
    old.close();

    for (int i = 0; i < 3; i++) {
      commit(fresh, partition, "m" + i);
    }

    assertThat(texts(reader(partition), 3)).containsExactly("m0", "m1", "m2");
  }

  @Test
  final void aTransactionThatIsOpenForTooLongIsAborted() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineTransactions session =
        engine()
            .transactions(transactionSettings(Names.fresh("id"), underTest().shortTransaction()));
    beginWith(session, partition, "late");
    store(partition, "behind it");
    EngineConsumer reader = reader(partition);

    assertThat(texts(reader, 1)).containsExactly("behind it");

    assertThatThrownBy(session::commit).isInstanceOf(FencedException.class);
    nothingComes(reader);
    session.close();
  }

  @Test
  final void aFailedPublishMakesTheCommitThrowThatFailureAndAborts() throws Exception {
    String topic = topic(1);
    TopicPartition small =
        partition(topic(TopicSettings.partitions(1).withMaxMessageBytes(500)), 0);
    EngineTransactions session = transactions(Names.fresh("id"));
    session.begin();
    publish(session, partition(topic, 0), "torn?");
    try {
      publish(session, small, "x".repeat(5_000));
    } catch (WaybillException thrown) {
      assertThat(thrown).isInstanceOf(RejectedException.class);
      session.abort();
      afterTheAbort(session, partition(topic, 0));
      return;
    }

    assertThatThrownBy(session::commit)
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(small.topic());
    afterTheAbort(session, partition(topic, 0));
  }

  private void afterTheAbort(EngineTransactions session, TopicPartition partition) {
    commit(session, partition, "after");

    assertThat(texts(reader(partition), 1)).containsExactly("after");
  }

  @Test
  final void callsInTheWrongStateAreRejected() {
    EngineTransactions session = transactions(Names.fresh("id"));

    assertThatThrownBy(session::commit).isInstanceOf(RejectedException.class);
    assertThatThrownBy(session::abort).isInstanceOf(RejectedException.class);
    session.begin();
    assertThatThrownBy(session::begin).isInstanceOf(RejectedException.class);
    session.abort();
    session.close();
    session.close();
    assertThatThrownBy(session::begin).isInstanceOf(RejectedException.class);
  }

  @Test
  final void anEmptyTransactionCommitsAndAborts() {
    EngineTransactions session = transactions(Names.fresh("id"));

    session.begin();
    session.commit();
    session.begin();
    session.abort();
    session.begin();
    session.commit();
  }

  @Test
  final void closingASessionAbortsWhatIsOpen() throws Exception {
    TopicPartition partition = partition(topic(1), 0);
    EngineTransactions session = transactions(Names.fresh("id"));
    beginWith(session, partition, "open");

    session.close();
    store(partition, "next");

    assertThat(texts(reader(partition), 1)).containsExactly("next");
  }

  @Test
  final void anUnknownPartitionFailsTheTransactionAsAWhole() throws Exception {
    String topic = topic(1);
    EngineTransactions session = transactions(Names.fresh("id"));
    session.begin();
    publish(session, partition(topic, 0), "torn?");

    assertThatThrownBy(
            () -> {
              publish(session, partition(topic, 5), "nowhere");
              session.commit();
            })
        .isInstanceOf(RejectedException.class);
    session.close();
    store(partition(topic, 0), "next");

    assertThat(texts(consumer(Reading.broadcast(topic)), 1)).containsExactly("next");
  }

  @Test
  final void atMostTheTimeoutsThatTheEngineTakesAreTaken() {
    assertThatThrownBy(
            () ->
                engine()
                    .transactions(transactionSettings(Names.fresh("id"), Duration.ofDays(1_000))))
        .isInstanceOf(RejectedException.class);
  }
}
