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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void anOverrunTransactionSaysThatItsTimeWasUp() throws InterruptedException {
    engine.faults.plant(Point.TRANSACTION_COMMIT, new FencedException("epoch 1, found 0"));
    Transactions transactions = waybill.transactions("tx", Duration.ofMillis(1));
    Transaction transaction = transactions.begin();
    transaction.publish(one, "late");
    Thread.sleep(5);

    assertThatThrownBy(transaction::commit)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("transaction of 'tx' was aborted")
        .hasMessageContaining("timeout of PT0.001S")
        .hasMessageContaining("waybill.transactions(id, timeout)")
        .hasMessageContaining("epoch 1, found 0");
    assertThat(engine.faults.left()).isZero();
    transactions.run(tx -> tx.publish(one, "again"));
    assertThat(engine.values("one")).containsExactly("again");
  }

  @Test
  void aFencedTransactionWithinItsTimeSaysWhatTheEngineSays() {
    engine.faults.plant(Point.TRANSACTION_COMMIT, new FencedException("a newer session"));

    assertThatThrownBy(() -> waybill.transactions("tx").run(tx -> tx.publish(one, "a")))
        .isInstanceOf(FencedException.class)
        .hasMessage("a newer session");
    assertThat(engine.faults.left()).isZero();
  }

  @Test
  void theEngineIsToldTheTimeoutThatWasChosen() {
    waybill.transactions("slow", Duration.ofMinutes(10)).close();
    waybill.transactions("usual").close();
    waybill.transaction(tx -> tx.publish(one, "a"));

    assertThat(engine.transactionTimeouts)
        .containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void aTimeoutThatIsNoneIsRefused(String timeout) {
    assertThatThrownBy(() -> waybill.transactions("tx", Duration.parse(timeout)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("at least 1 ms, found " + timeout);
  }

  @Test
  void onlyOpenSessionsAreExplained() {
    Transactions transactions = waybill.transactions("tx");
    transactions.run(tx -> tx.publish(one, "a"));
    assertThat(waybill.explain().chains()).hasSize(1);

    transactions.close();

    assertThat(waybill.explain().chains()).isEmpty();
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
