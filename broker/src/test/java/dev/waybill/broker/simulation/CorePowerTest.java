package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.log.storage.SimulatedStorage.Fault;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What is still known after the power failed, or retention took the messages. */
class CorePowerTest extends CoreWorld {
  @Test
  void markerLostWithThePowerIsWrittenAgain() throws Exception {
    ProducerIdentity producer = session();
    broker.append(ORDERS, Batches.transactional(producer, 0, "kept"), Acks.SYNCED);
    broker.settle();
    CompletableFuture<ProducerIdentity> end =
        broker.<ProducerIdentity>ask((core, future) -> core.endTransaction(producer, true, future));
    broker.hand();
    broker.runDisk();
    assertThat(end).isCompleted();
    assertThat(view().offsets().lastStable()).isZero();

    broker.losePower(new Random(1));
    broker.open();
    broker.settle();

    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void transactionThatLostWhatItHadWrittenCannotBeCommitted() throws Exception {
    ProducerIdentity producer = session();
    CompletableFuture<Appended> gone =
        broker.append(ORDERS, Batches.transactional(producer, 0, "gone"), Acks.WRITTEN);
    broker.hand();
    broker.runDisk();
    assertThat(gone).isCompleted();
    assertThat(view().offsets().highWatermark()).isZero();

    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();

    assertThat(view().offsets().writtenEnd()).isZero();
    assertRefused(
        broker.<ProducerIdentity>ask((core, future) -> core.endTransaction(producer, true, future)),
        "the broker was restarted");
    assertRefused(
        broker.append(ORDERS, Batches.transactional(producer, 0, "late"), Acks.SYNCED),
        "the broker was restarted");
    assertThat(session().epoch()).isGreaterThan(producer.epoch());
  }

  @Test
  void producerThatAbortsWhatTheRestartTookGoesOnWithItsSession() throws Exception {
    ProducerIdentity producer = session();
    broker.append(ORDERS, Batches.transactional(producer, 0, "gone"), Acks.WRITTEN);
    broker.hand();
    broker.runDisk();
    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();

    ProducerIdentity next = end(producer, false);
    broker.append(ORDERS, Batches.transactional(next, 0, "again"), Acks.SYNCED);
    broker.settle();
    end(next, true);

    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("again");
  }

  @Test
  void producerWhoseTransactionTheRestartAbortedMayAskForTheAbort() throws Exception {
    ProducerIdentity producer = session();
    broker.append(ORDERS, Batches.transactional(producer, 0, "stays"), Acks.SYNCED);
    broker.settle();
    broker.losePower(new Random(1));
    broker.open();
    broker.settle();

    ProducerIdentity next = end(producer, false);
    broker.append(ORDERS, Batches.transactional(next, 0, "again"), Acks.SYNCED);
    broker.settle();
    end(next, true);

    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("again");
  }

  @Test
  void epochThatStaysDoesNotMixUpTwoTransactions() throws Exception {
    ProducerIdentity producer = session();
    join(producer);
    broker.append(ORDERS, Batches.transactional(producer, 0, "first"), Acks.SYNCED);
    broker.settle();
    CompletableFuture<ProducerIdentity> first =
        broker.ask(
            (core, future) -> core.endTransaction("tx", producer, true, Epochs.KEPT, future));
    assertRefused(
        broker.<Void>ask(
            (core, future) -> core.joinTransaction("tx", producer, List.of(ORDERS), future)),
        "not answered yet");
    broker.settle();
    assertThat(first).isCompletedWithValue(producer);
    assertRefused(
        broker.append(ORDERS, Batches.transactional(producer, 1, "late"), Acks.SYNCED),
        "none open");
    join(producer);
    broker.append(ORDERS, Batches.transactional(producer, 1, "second"), Acks.SYNCED);
    broker.settle();

    broker.losePower(new Random(1));
    broker.open();
    broker.settle();

    assertRefused(
        broker.<ProducerIdentity>ask(
            (core, future) -> core.endTransaction("tx", producer, true, Epochs.KEPT, future)),
        "the broker was restarted");
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("first");
  }

  private void join(ProducerIdentity producer) throws Exception {
    CompletableFuture<Void> joined =
        broker.ask((core, future) -> core.joinTransaction("tx", producer, List.of(ORDERS), future));
    broker.settle();
    assertThat(joined).isCompleted();
  }

  private ProducerIdentity end(ProducerIdentity producer, boolean commit) throws Exception {
    CompletableFuture<ProducerIdentity> ended =
        broker.ask((core, future) -> core.endTransaction(producer, commit, future));
    broker.settle();
    return ended.join();
  }

  private static void assertRefused(CompletableFuture<?> answer, String why) {
    assertThat(answer)
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining(why);
  }

  @Test
  void oldSegmentsAreDeletedButNeverPastAnOpenTransaction() throws Exception {
    broker.<TopicDescription>ask((core, future) -> core.alterTopic("orders", retained(), future));
    ProducerIdentity producer = session();
    fill(20);
    CompletableFuture<Appended> open =
        broker.append(ORDERS, Batches.transactional(producer, 0, "open"), Acks.SYNCED);
    fill(20);
    broker.settle();

    broker.advance(settings.retentionInterval().toMillis());
    broker.settle();

    long start = view().offsets().logStart();
    assertThat(start).isPositive().isLessThanOrEqualTo(open.join().baseOffset());
    broker.losePower(new Random(1));
    broker.open();
    assertThat(view().offsets().logStart()).isGreaterThanOrEqualTo(start);
    broker.settle();
    Batches.assertDense(view());
  }

  @Test
  void damageIsToldFromATornWriteOneSecondAfterTheSyncThoughNothingElseHappened() throws Exception {
    broker.append(ORDERS, Batches.plain("damaged"), Acks.SYNCED);
    broker.settle();
    for (int i = 0; i < 10; i++) {
      broker.advance(100);
      broker.settle();
    }
    String log = ((PublishedPartition) view()).directory() + "/00000000000000000000.log";

    broker.losePower(new NothingSurvives());
    broker.storage().flipBit(log, (broker.storage().size(log) - 1) * 8);
    broker.open();

    assertThat(broker.storage().faults(Fault.BIT_FLIPPED)).isEqualTo(1);
    CompletableFuture<Appended> after = broker.append(ORDERS, Batches.plain("x"), Acks.SYNCED);
    assertThat(after)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("expected CRC32C");
  }

  @Test
  void producerIsKnownAfterACrashThoughRetentionDeletedItsMessages() throws Exception {
    CompletableFuture<ProducerIdentity> producer = broker.ask(Core::initProducer);
    broker.<TopicDescription>ask((core, future) -> core.alterTopic("orders", retained(), future));
    broker.settle();
    broker.append(ORDERS, Batches.sequenced(producer.join(), 0, "first"), Acks.SYNCED);
    broker.append(ORDERS, Batches.sequenced(producer.join(), 1, "second"), Acks.SYNCED);
    fill(20);
    broker.advance(settings.retentionInterval().toMillis());
    broker.settle();
    assertThat(view().offsets().logStart()).isGreaterThan(1);

    broker.losePower(new NothingSurvives());
    broker.open();
    CompletableFuture<Appended> repeated =
        broker.append(ORDERS, Batches.sequenced(producer.join(), 1, "second"), Acks.SYNCED);
    CompletableFuture<Appended> next =
        broker.append(ORDERS, Batches.sequenced(producer.join(), 2, "third"), Acks.SYNCED);
    broker.settle();

    assertThat(repeated.join().duplicate()).isTrue();
    assertThat(next.join().duplicate()).isFalse();
  }

  @Test
  void filesOfADeletedTopicDoNotComeBackWithThePower() throws Exception {
    broker.append(ORDERS, Batches.plain("m"), Acks.SYNCED);
    broker.settle();
    CompletableFuture<Void> deleted =
        broker.ask((core, future) -> core.deleteTopic("orders", future));
    for (int i = 0; i < 10; i++) {
      broker.settle();
      broker.advance(100);
    }
    create("another");
    assertThat(deleted).isCompleted();

    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();

    assertThat(broker.storage().list("topics/orders")).isEmpty();
  }

  @Test
  void topicIdInUseIsNotDrawnAgainThoughTheSeedIs() throws Exception {
    Set<UUID> inUse = new HashSet<>();
    for (int run = 0; run < 20; run++) {
      TopicDescription topic = create("topic-" + run);
      assertThat(inUse.add(topic.id())).as("run %d", run).isTrue();
      broker.close();
      broker.open();
      if (run % 3 == 2) {
        TopicDescription oldest = broker.core().directory().find("topic-" + run / 3).topic();
        broker.<Void>ask((core, future) -> core.deleteTopic(oldest.name(), future));
        inUse.remove(oldest.id());
        broker.close();
        broker.open();
      }
    }
  }
}
