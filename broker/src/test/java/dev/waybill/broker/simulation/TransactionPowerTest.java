package dev.waybill.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.Batches;
import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.Epochs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Power failures at the moments that an epoch which is kept makes ambiguous. */
class TransactionPowerTest extends CoreWorld {

  @Test
  void decisionWhoseMarkerIsThereDoesNotCommitTheNextTransactionOfItsEpoch() throws Exception {
    ProducerIdentity producer = session();
    join(producer);
    append(producer, 0, "kept");
    broker.settle();
    CompletableFuture<ProducerIdentity> first = end(producer, true);
    broker.hand();
    broker.runDisk();
    assertThat(first).isCompletedWithValue(producer);
    CompletableFuture<Void> joined = join(producer);
    CompletableFuture<Appended> gone = append(producer, 1, "gone");
    broker.hand();
    broker.runDisk();
    assertThat(joined).isCompleted();
    assertThat(gone).isCompleted();

    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();

    assertThat(Batches.values(view(), Isolation.READ_UNCOMMITTED)).containsExactly("kept", "gone");
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
    assertThat(view().offsets().lastStable()).isEqualTo(view().offsets().highWatermark());
  }

  @Test
  void decisionWhoseMarkerIsLostIsCarriedOutUnderTheKeptEpoch() throws Exception {
    ProducerIdentity producer = session();
    join(producer);
    append(producer, 0, "kept");
    broker.settle();
    CompletableFuture<ProducerIdentity> end = end(producer, true);
    broker.hand();
    broker.runDisk();
    assertThat(end).isCompletedWithValue(producer);
    assertThat(view().offsets().lastStable()).isZero();

    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();

    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void nextTransactionBeginsNotBeforeTheMarkersOfTheLastHavePlaces() {
    ProducerIdentity producer = session();
    join(producer);
    append(producer, 0, "a");
    broker.settle();

    CompletableFuture<ProducerIdentity> end = end(producer, true);

    assertRefused(join(producer), ErrorCode.CONCURRENT_TRANSACTIONS);
    broker.hand();
    broker.runDisk();
    assertThat(end).isCompletedWithValue(producer);
    CompletableFuture<Void> next = join(producer);
    broker.settle();
    assertThat(next).isCompleted();
  }

  @Test
  void joiningUnderAKeptEpochWaitsForNothingAndWhatIsDoneThenForTheDurableBeginning()
      throws Exception {
    ProducerIdentity producer = session();
    join(producer);
    append(producer, 0, "kept");
    broker.settle();
    end(producer, true);
    broker.settle();

    CompletableFuture<Void> joined = join(producer);
    CompletableFuture<Appended> appended = append(producer, 1, "gone", Acks.WRITTEN);
    CompletableFuture<Appended> repeated = append(producer, 1, "gone", Acks.WRITTEN);
    joinGroup(producer);
    CompletableFuture<Void> staged = stage(producer);

    assertThat(joined).isCompleted();
    List<CompletableFuture<?>> answers = List.of(appended, repeated, staged);
    betweenWriteAndSync = () -> assertThat(answers).noneMatch(CompletableFuture::isDone);
    broker.hand();
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    broker.runDisk();
    assertThat(answers).allMatch(CompletableFuture::isDone);
    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();
    assertRefused(end(producer, true), ErrorCode.TRANSACTION_ABORTABLE);
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void whatIsDoneAfterTheDurableBeginningIsAnsweredWithoutASyncOfItsOwn() {
    ProducerIdentity producer = session();
    join(producer);
    append(producer, 0, "kept");
    broker.settle();
    end(producer, true);
    broker.settle();
    join(producer);
    joinGroup(producer);
    broker.settle();

    CompletableFuture<Appended> appended = append(producer, 1, "more", Acks.WRITTEN);

    assertThat(stage(producer)).isCompleted();
    List<Boolean> answeredWhenWritten = new ArrayList<>();
    betweenWriteAndSync = () -> answeredWhenWritten.add(appended.isDone());
    broker.settle();
    assertThat(appended.join().durability()).isEqualTo(Acks.WRITTEN);
    assertThat(answeredWhenWritten).doesNotContain(false);
  }

  @Test
  void joiningThatACrashForgetsLeavesNothingToCommit() throws Exception {
    ProducerIdentity producer = session();
    join(producer);
    append(producer, 0, "kept");
    broker.settle();
    end(producer, true);
    broker.settle();
    assertThat(join(producer)).isCompleted();

    broker.losePower(new NothingSurvives());
    broker.open();
    broker.settle();

    assertRefused(append(producer, 1, "late"), ErrorCode.TRANSACTION_ABORTABLE);
    CompletableFuture<ProducerIdentity> aborted = end(producer, false);
    broker.settle();
    assertThat(aborted).isCompletedWithValue(producer);
    assertThat(Batches.values(view(), Isolation.READ_COMMITTED)).containsExactly("kept");
  }

  @Test
  void idThatNobodyUsesIsForgottenAlsoByTheJournal() throws Exception {
    ProducerIdentity producer = session();

    broker.advance(settings.transactions().idExpiry().toMillis() * 2);
    broker.settleWithDeadlines();

    assertRefused(end(producer, false), ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    broker.advance(1_000);
    broker.settleWithDeadlines();
    broker.losePower(new Random(1));
    broker.open();
    broker.settle();
    assertRefused(end(producer, false), ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    assertThat(session().producerId()).isGreaterThan(producer.producerId());
  }

  @Test
  void sessionThatSurvivedOneRestartSurvivesTheNext() throws Exception {
    ProducerIdentity producer = session();
    append(producer, 0, "gone", Joining.BY_APPENDING);
    broker.settle();
    broker.losePower(new Random(1));
    broker.open();
    broker.settle();
    broker.losePower(new Random(2));
    broker.open();
    broker.settle();

    assertRefused(end(producer, true), ErrorCode.TRANSACTION_ABORTABLE);
    CompletableFuture<ProducerIdentity> revived =
        broker.ask(
            (core, future) -> core.endTransaction("tx", producer, false, Epochs.BUMPED, future));
    broker.settle();
    CompletableFuture<Appended> next = append(revived.join(), 0, "kept", Joining.BY_APPENDING);
    broker.settle();

    assertThat(next).isCompleted();
    assertRefused(
        append(producer, 1, "late", Joining.BY_APPENDING), ErrorCode.INVALID_PRODUCER_EPOCH);
  }

  private CompletableFuture<Void> join(ProducerIdentity producer) {
    return broker.ask(
        (core, future) -> core.joinTransaction("tx", producer, List.of(ORDERS), future));
  }

  private void joinGroup(ProducerIdentity producer) {
    broker.<Void>ask((core, future) -> core.joinTransaction("tx", producer, "group", future));
  }

  private CompletableFuture<Void> stage(ProducerIdentity producer) {
    return broker.ask(
        (core, future) ->
            core.stagePositions(
                "tx",
                producer,
                "group",
                Committer.OUTSIDE,
                Map.of(ORDERS, Position.at(1)),
                Joining.BEFORE,
                future));
  }

  private CompletableFuture<Appended> append(
      ProducerIdentity producer, int sequence, String value) {
    return append(producer, sequence, value, Joining.BEFORE);
  }

  private CompletableFuture<Appended> append(
      ProducerIdentity producer, int sequence, String value, Acks acks) {
    return broker.append(
        ORDERS, Batches.transactional(producer, sequence, value), acks, Joining.BEFORE);
  }

  private CompletableFuture<Appended> append(
      ProducerIdentity producer, int sequence, String value, Joining joining) {
    return broker.append(
        ORDERS, Batches.transactional(producer, sequence, value), Acks.SYNCED, joining);
  }

  private CompletableFuture<ProducerIdentity> end(ProducerIdentity producer, boolean commit) {
    return broker.ask(
        (core, future) -> core.endTransaction("tx", producer, commit, Epochs.KEPT, future));
  }

  private static void assertRefused(CompletableFuture<?> answer, ErrorCode code) {
    assertThat(answer).isCompletedExceptionally();
    assertThat(answer.handle((ok, e) -> ((BrokerException) e).code()).join()).isEqualTo(code);
  }
}
