package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.database.CutProxy;
import dev.waybill.jdbc.database.CutProxy.Cut;
import dev.waybill.jdbc.database.Databases;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What PostgreSQL alone does with a transaction. */
class PostgreSqlTransactionTest extends InboxFixture {

  PostgreSqlTransactionTest() {
    super(Databases.POSTGRESQL);
  }

  private EffectSession<DatabaseTransaction> at(String isolation) {
    return Inbox.in(
            database.with("options=-c%20default_transaction_isolation=" + isolation).dataSource())
        .open(group);
  }

  @Test
  void aSwallowedFailureIsNoSilentRollback() throws Exception {
    session.begin(Map.of(P0, 5L));
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      transaction.lock(List.of(P0));
      effect(transaction, effectId(1));
      assertThatThrownBy(() -> effect(transaction, effectId(1))).isInstanceOf(SQLException.class);
      transaction.move(P0, 5, 6);

      assertThatThrownBy(transaction::commit)
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("swallowed")
          .hasMessageContaining("savepoint")
          .hasMessageContaining("duplicate key");
    }

    assertThat(effects()).isZero();
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
  }

  @Test
  void aConstraintThatIsCheckedAtTheCommitIsTheHandlersFailure() throws Exception {
    database.execute(
        "CREATE TABLE deferred (id INT, CONSTRAINT once UNIQUE (id) DEFERRABLE INITIALLY"
            + " DEFERRED)");
    session.begin(Map.of(P0, 5L));
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      transaction.lock(List.of(P0));
      execute(transaction, "INSERT INTO deferred VALUES (1), (1)");
      transaction.move(P0, 5, 6);

      assertThatThrownBy(transaction::commit)
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("rolled back")
          .hasMessageContaining("once");
    }
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
  }

  @Test
  void aSerializationFailureIsTheTransactionsAlsoIfItWasSwallowed() throws Exception {
    database.execute("INSERT INTO effect VALUES ('" + effectId("a") + "', 1)");
    String add = "UPDATE effect SET amount = amount + 1 WHERE id = '" + effectId("a") + "'";
    session.begin(Map.of(P0, 5L));
    try (EffectTransaction<DatabaseTransaction> transaction =
        at("repeatable%5C%20read").transaction()) {
      transaction.lock(List.of(P0));
      database.execute(add);

      Throwable failure = catchThrowable(() -> execute(transaction, add));
      Throwable next = catchThrowable(() -> execute(transaction, "SELECT 1"));

      assertThat(failure).hasMessageContaining("could not serialize");
      assertThat(transaction.isTransient(failure)).isTrue();
      assertThat(transaction.isTransient(next)).as("the statement after it").isTrue();
      assertThatThrownBy(() -> transaction.move(P0, 5, 6)).isInstanceOf(RetriableException.class);
    }
  }

  @Test
  void aLockThatItsSnapshotCannotSeeIsTriedAgain() throws Exception {
    session.begin(Map.of(P0, 5L));
    EffectSession<DatabaseTransaction> serializable = at("serializable");
    Future<Throwable> second;
    try (EffectTransaction<DatabaseTransaction> first = session.transaction()) {
      first.lock(List.of(P0));
      second =
          elsewhere(
              () -> {
                try (EffectTransaction<DatabaseTransaction> late = serializable.transaction()) {
                  return catchThrowable(() -> late.lock(List.of(P0)));
                }
              });
      awaitALock();
      first.move(P0, 5, 6);
      first.commit();
    }

    assertThat(second.get()).isInstanceOf(RetriableException.class);
    try (EffectTransaction<DatabaseTransaction> again = serializable.transaction()) {
      assertThat(again.lock(List.of(P0))).isEqualTo(Map.of(P0, 6L));
    }
  }

  private void awaitALock() {
    while (database.number(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname ="
                + " current_database()")
        == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void anUnansweredCommitThatTheServerIsStillAtIsWaitedFor() throws Exception {
    database.execute(
        "CREATE TABLE slow (id INT)",
        "CREATE FUNCTION wait_a_little() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END'",
        "CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED"
            + " FOR EACH ROW EXECUTE FUNCTION wait_a_little()");
    session.begin(Map.of(P0, 5L));
    try (CutProxy proxy = CutProxy.before(database)) {
      EffectSession<DatabaseTransaction> cut =
          Inbox.in(database.through(proxy.port()).dataSource()).open(group);
      try (EffectTransaction<DatabaseTransaction> transaction = cut.transaction()) {
        transaction.lock(List.of(P0));
        execute(transaction, "INSERT INTO slow VALUES (1)");
        transaction.move(P0, 5, 6);
        proxy.cut("COMMIT", Cut.AFTER);
        assertThatThrownBy(transaction::commit).isInstanceOf(OutcomeUnknownException.class);
      }
      assertThat(session.positions(List.of(P0)))
          .as("what a mere look finds while the commit goes on")
          .isEqualTo(Map.of(P0, 5L));

      try (EffectTransaction<DatabaseTransaction> next = session.transaction()) {
        assertThat(next.lock(List.of(P0))).isEqualTo(Map.of(P0, 6L));
      }
      assertThat(proxy.cuts()).isEqualTo(1);
    }
  }

  @Test
  void aPoolsPreparedStatementsGoOnWorking() throws Exception {
    session.begin(Map.of(P0, 0L));
    try (HikariDataSource pool = database.pool(1)) {
      EffectSession<DatabaseTransaction> pooled = Inbox.in(pool).open(group);
      for (int i = 0; i < 20; i++) {
        try (EffectTransaction<DatabaseTransaction> transaction = pooled.transaction()) {
          transaction.lock(List.of(P0));
          assertThat(transaction.insertIds(List.of("id" + i, "id" + (i - 1))))
              .containsExactly(true, i == 0);
          transaction.move(P0, i, i + 1);
          transaction.commit();
        }
      }
    }
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 20L));
  }

  @Test
  void aTransactionTakesSixRoundTripsBesideItsHandlers() throws Exception {
    session.begin(Map.of(P0, 0L));
    try (CutProxy proxy = CutProxy.before(database);
        HikariDataSource pool = database.through(proxy.port()).pool(1)) {
      EffectSession<DatabaseTransaction> pooled = Inbox.in(pool).open(group);
      int before = proxy.requests();

      try (EffectTransaction<DatabaseTransaction> transaction = pooled.transaction()) {
        transaction.lock(List.of(P0));
        transaction.insertIds(List.of("a", "b", "c"));
        effect(transaction, effectId(1));
        transaction.move(P0, 0, 3);
        transaction.commit();
      }

      assertThat(proxy.requests() - before).isEqualTo(6 + 1);
    }
  }

  @Test
  void anIdTakesLessThan100BytesBesideItsIndex() {
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      for (int batch = 0; batch < 10; batch++) {
        int b = batch;
        transaction.insertIds(IntStream.range(0, 1_000).mapToObj(i -> b + "-" + i).toList());
      }
      transaction.commit();
    }

    long rows = database.number("SELECT COUNT(*) FROM waybill_message_id");
    assertThat(database.number("SELECT pg_relation_size('waybill_message_id')") / rows)
        .isLessThan(100);
  }
}
