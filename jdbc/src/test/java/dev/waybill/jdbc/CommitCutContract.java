package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.waybill.DeduplicationStore.Claim;
import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.database.CutProxy;
import dev.waybill.jdbc.database.CutProxy.Cut;
import dev.waybill.jdbc.database.Databases;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Connections that break in the worst places, where there is a server to connect to. */
abstract class CommitCutContract extends InboxFixture {

  /** More with {@code -Dwaybill.cuts=1000}. */
  private static final int CUTS = Integer.getInteger("waybill.cuts", 100);

  private CutProxy proxy;
  private DataSource throughProxy;
  private EffectSession<DatabaseTransaction> cut;

  CommitCutContract(Databases kind) {
    super(kind);
  }

  @BeforeEach
  void connectThroughProxy() throws Exception {
    proxy = CutProxy.before(database);
    throughProxy = database.through(proxy.port()).dataSource();
    cut = Inbox.in(throughProxy).open(group);
    cut.begin(Map.of(P0, 5L));
  }

  @AfterEach
  void closeProxy() throws Exception {
    proxy.close();
  }

  private void commitWithCut(Cut where) throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
      transaction.lock(List.of(P0));
      transaction.insertIds(List.of("a"));
      effect(transaction, effectId(1));
      transaction.move(P0, 5, 6);
      proxy.cut("COMMIT", where);
      assertThatThrownBy(transaction::commit).isInstanceOf(OutcomeUnknownException.class);
    }
    assertThat(proxy.cuts()).isEqualTo(1);
  }

  @Test
  void aCommitThatTheServerDoesNotGetIsUnknownAndTheNextLockTellsThatItWasNot() throws Exception {
    commitWithCut(Cut.BEFORE);

    try (EffectTransaction<DatabaseTransaction> next = cut.transaction()) {
      assertThat(next.lock(List.of(P0))).isEqualTo(Map.of(P0, 5L));
      assertThat(next.insertIds(List.of("a"))).containsExactly(true);
    }
    assertThat(effects()).isZero();
  }

  @Test
  void aCommitWhoseAnswerIsLostIsUnknownAndTheNextLockTellsThatItWas() throws Exception {
    commitWithCut(Cut.AFTER);

    try (EffectTransaction<DatabaseTransaction> next = cut.transaction()) {
      assertThat(next.lock(List.of(P0))).isEqualTo(Map.of(P0, 6L));
      assertThat(next.insertIds(List.of("a"))).containsExactly(false);
    }
    assertThat(effects()).isEqualTo(1);
  }

  /** A loop that took it for an unknown outcome would stop, though nothing can have changed. */
  @Test
  void whatMayBeDoneTwiceIsRetriableWhenItsCommitIsNotAnswered() {
    Inbox inbox = Inbox.in(throughProxy);
    for (Cut where : Cut.values()) {
      String other = group + where;
      List<Executable> repeatable =
          List.of(
              () -> cut.positions(List.of(P0)),
              () -> cut.begin(Map.of(P0, 9L)),
              () -> cut.forgetIds(),
              () -> inbox.open(other).close());
      for (Executable each : repeatable) {
        proxy.cut("COMMIT", where);
        assertThatThrownBy(each::execute).isInstanceOf(RetriableException.class);
        assertThatCode(each::execute).doesNotThrowAnyException();
      }
    }
    assertThat(proxy.cuts()).isEqualTo(8);
    assertThat(cut.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
  }

  @Test
  void aConnectionThatBreaksInTheHandlerIsTheTransactionsFailure() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
      transaction.lock(List.of(P0));
      proxy.cut("effect", Cut.BEFORE);

      Throwable failure = catchThrowable(() -> effect(transaction, effectId(1)));

      assertThat(transaction.isTransient(failure)).isTrue();
      assertThatThrownBy(() -> transaction.move(P0, 5, 6)).isInstanceOf(RetriableException.class);
    }
    assertThat(proxy.cuts()).isEqualTo(1);
    assertThat(cut.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
  }

  @Test
  void aConnectionThatBreaksBeforeTheCommitIsTriedAgain() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
      proxy.cut("FOR UPDATE", Cut.BEFORE);
      assertThatThrownBy(() -> transaction.lock(List.of(P0)))
          .isInstanceOf(RetriableException.class);
    }
    try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
      transaction.lock(List.of(P0));
      proxy.cut("message_id", Cut.AFTER);
      assertThatThrownBy(() -> transaction.insertIds(List.of("a")))
          .isInstanceOf(RetriableException.class);
    }
    try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
      transaction.lock(List.of(P0));
      effect(transaction, effectId(1));
      proxy.cut("RELEASE", Cut.AFTER);
      assertThatThrownBy(() -> transaction.move(P0, 5, 6)).isInstanceOf(RetriableException.class);
    }
    try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
      transaction.lock(List.of(P0));
      proxy.cut("UPDATE", Cut.AFTER);
      assertThatThrownBy(() -> transaction.move(P0, 5, 6)).isInstanceOf(RetriableException.class);
    }

    assertThat(proxy.cuts()).isEqualTo(4);
    assertThat(effects()).isZero();
    assertThat(cut.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
  }

  @Test
  void aClaimWhoseAnswerIsLostIsStillOurs() {
    JdbcDeduplicationStore store = JdbcDeduplicationStore.in(throughProxy).open();
    JdbcDeduplicationStore other = JdbcDeduplicationStore.in(database.dataSource());
    store.claim(group, "first");
    for (Cut where : Cut.values()) {
      proxy.cut("COMMIT", where);

      assertThat(store.claim(group, where.name())).isEqualTo(Claim.GRANTED);
      assertThat(other.claim(group, where.name())).isEqualTo(Claim.BUSY);
      proxy.cut("COMMIT", where);
      store.complete(group, where.name());
      assertThat(other.claim(group, where.name())).isEqualTo(Claim.DONE);
    }
    assertThat(proxy.cuts()).isEqualTo(4);
  }

  @Test
  void manyCutsLeaveAnExactLedger() throws Exception {
    long seed = Long.getLong("waybill.seed", 4);
    Random random = new Random(seed);
    int lost = 0;
    int done = 0;
    long unknown = -1;
    long next = 5;
    while (proxy.cuts() < CUTS || unknown >= 0) {
      try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
        next = transaction.lock(List.of(P0)).get(P0);
        if (unknown >= 0) {
          done += next > unknown ? 1 : 0;
          lost += next > unknown ? 0 : 1;
          unknown = -1;
        }
        assertThat(transaction.insertIds(List.of("id" + next))).containsExactly(true);
        effect(transaction, effectId(next));
        transaction.move(P0, next, next + 1);
        if (proxy.cuts() < CUTS) {
          proxy.cut("COMMIT", random.nextBoolean() ? Cut.BEFORE : Cut.AFTER);
        }
        transaction.commit();
        next++;
      } catch (OutcomeUnknownException e) {
        unknown = next;
      }
    }

    System.out.println(
        kind + ": seed " + seed + ", " + CUTS + " cuts: " + done + " committed, " + lost + " not");
    assertThat(done + lost).isEqualTo(CUTS);
    assertThat(done).isPositive();
    assertThat(lost).isPositive();
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, next));
    assertThat(effects()).isEqualTo(next - 5);
  }
}
