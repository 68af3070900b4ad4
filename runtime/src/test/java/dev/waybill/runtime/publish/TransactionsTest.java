package dev.waybill.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Topic;
import dev.waybill.Transaction;
import dev.waybill.Transactions;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.engine.Capability;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.runtime.fake.FakeEngine;
import dev.waybill.runtime.fake.Faults.Point;
import org.junit.jupiter.api.Test;

class TransactionsTest {

  private final FakeEngine engine = new FakeEngine();
  private final Waybill waybill = Waybill.over(engine);
  private final Topic<String> one = Topic.named("one").of(Codecs.string()).partitions(1);
  private final Topic<String> two = Topic.named("two").of(Codecs.string()).partitions(1);

  @Test
  void allOfATransactionIsSeenAfterItsCommit() {
    waybill.transaction(
        tx -> {
          tx.publish(one, "a");
          tx.publish(two, "b");
          assertThat(engine.values("one")).isEmpty();
        });

    assertThat(engine.values("one")).containsExactly("a");
    assertThat(engine.values("two")).containsExactly("b");
  }

  @Test
  void nothingOfAFailedOneIsSeen() {
    assertThatThrownBy(
            () ->
                waybill.transaction(
                    tx -> {
                      tx.publish(one, "a");
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(engine.values("one")).isEmpty();
  }

  @Test
  void sessionsOfSingleTransactionsAreUsedAgain() {
    waybill.transaction(tx -> tx.publish(one, "a"));
    waybill.transaction(tx -> tx.publish(one, "b"));

    assertThat(engine.sessionIds).hasSize(1);
  }

  @Test
  void aRefusedPublishFailsTheCommit() {
    engine.maxMessageBytes = 3;
    Transactions transactions = waybill.transactions("tx");
    Transaction transaction = transactions.begin();
    transaction.publish(one, "ok");
    transaction.publish(one, "too large");

    assertThatThrownBy(transaction::commit).isInstanceOf(RejectedException.class);

    assertThat(engine.values("one")).isEmpty();
    transactions.run(tx -> tx.publish(one, "ok"));
    assertThat(engine.values("one")).containsExactly("ok");
  }

  @Test
  void aNewerSessionFencesTheOlder() {
    Transaction old = waybill.transactions("tx").begin();
    old.publish(one, "zombie");
    waybill.transactions("tx").run(tx -> tx.publish(one, "new"));

    assertThatThrownBy(old::commit).isInstanceOf(FencedException.class);
    assertThat(engine.values("one")).containsExactly("new");
  }

  @Test
  void anUnknownCommitIsSettledByTheNextTransaction() {
    engine.faults.plant(
        Point.TRANSACTION_COMMIT_DONE_UNTOLD, new OutcomeUnknownException("lost answer"));
    Transactions transactions = waybill.transactions("tx");

    assertThatThrownBy(() -> transactions.run(tx -> tx.publish(one, "a")))
        .isInstanceOf(OutcomeUnknownException.class);
    transactions.run(tx -> tx.publish(one, "b"));

    assertThat(engine.values("one")).containsExactly("a", "b");
    assertThat(engine.sessionIds).containsExactly("tx", "tx");
  }

  @Test
  void onlyOneIsOpenAtATimeAndEachEndsOnce() {
    Transactions transactions = waybill.transactions("tx");
    Transaction first = transactions.begin();

    assertThatThrownBy(transactions::begin).hasMessageContaining("commit or abort it first");
    first.commit();
    assertThatThrownBy(first::commit).hasMessageContaining("COMMITTED");
    assertThatThrownBy(first.publish(one, "late")::join).hasMessageContaining("COMMITTED");
    first.close();
    transactions.close();
    assertThatThrownBy(transactions::begin).isInstanceOf(RejectedException.class);
  }

  @Test
  void anEngineWithoutTransactionsIsRefused() {
    Waybill poor = Waybill.over(new FakeEngine().without(Capability.TRANSACTIONS));

    assertThatThrownBy(() -> poor.transactions("tx"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("TRANSACTIONS");
  }
}
