package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What handlers do with their connection, on every database. */
abstract class HandlerContract extends InboxFixture {

  HandlerContract(Databases kind) {
    super(kind);
  }

  EffectTransaction<DatabaseTransaction> locked() {
    session.begin(Map.of(P0, 5L));
    EffectTransaction<DatabaseTransaction> transaction = session.transaction();
    transaction.lock(List.of(P0));
    return transaction;
  }

  /** Moves and commits, and is refused; the position stays. */
  void refusedAtCommit(EffectTransaction<DatabaseTransaction> transaction, String why) {
    assertThatThrownBy(
            () -> {
              transaction.move(P0, 5, 6);
              transaction.commit();
            })
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(why);
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
  }

  @Test
  void theEndOfTheTransactionIsRefusedToAHandlerAndTheTransactionGoesOn() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      Connection connection = transaction.handle().connection();
      effect(connection, effectId(1));

      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              connection::commit,
              connection::rollback,
              connection::close,
              () -> connection.abort(Runnable::run),
              () -> connection.setAutoCommit(true),
              () -> connection.setReadOnly(true),
              () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
              () -> connection.setSchema("other"),
              () -> connection.setCatalog("other"),
              () -> connection.createStatement().getConnection().commit())) {
        assertThatThrownBy(call)
            .isInstanceOf(RejectedException.class)
            .hasMessageContaining("Waybill commits");
      }
      connection.setAutoCommit(false);
      assertThat(connection.isClosed()).isFalse();
      transaction.move(P0, 5, 6);
      transaction.commit();
    }

    assertThat(effects()).isEqualTo(1);
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 6L));
  }

  @Test
  void afterTheTransactionTheConnectionIsClosedToTheHandler() throws Exception {
    Connection connection;
    PreparedStatement leftOpen;
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      connection = transaction.handle().connection();
      leftOpen = connection.prepareStatement("SELECT id FROM effect");
      leftOpen.executeQuery();
      transaction.move(P0, 5, 6);
      transaction.commit();
    }

    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertThatThrownBy(connection::createStatement)
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("after its transaction has ended");
    assertThat(leftOpen.isClosed()).isTrue();
    assertThatCode(connection::close).doesNotThrowAnyException();
  }

  @Test
  void aStatementThatFailsInsideASavepointLeavesTheTransactionWhole() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      Connection connection = transaction.handle().connection();
      effect(connection, effectId(1));
      Savepoint savepoint = connection.setSavepoint();
      assertThatThrownBy(() -> effect(connection, effectId(1))).isInstanceOf(SQLException.class);
      connection.rollback(savepoint);
      effect(connection, effectId(2));
      transaction.move(P0, 5, 6);
      transaction.commit();
    }

    assertThat(effects()).isEqualTo(2);
  }

  @Test
  void aHandlerThatCommitsByTextIsFoundOut() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      effect(transaction, effectId(1));
      execute(transaction, "COMMIT");

      refusedAtCommit(transaction, "a handler ended it");
    }
  }

  @Test
  void aHandlerThatRollsBackByTextIsFoundOut() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      execute(transaction, "ROLLBACK");
      effect(transaction, effectId(1));

      refusedAtCommit(transaction, "a handler ended it");
    }
    // Without a transaction SQLite's driver commits each statement.
    assertThat(effects()).isEqualTo(kind == Databases.SQLITE ? 1 : 0);
  }

  @Test
  void aHandlerWhoseDdlCommitsIsFoundOut() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      execute(transaction, "CREATE TABLE made_" + group.replace('-', '_') + " (id INT)");
      effect(transaction, effectId(1));

      if (kind == Databases.MARIADB || kind == Databases.H2) {
        refusedAtCommit(transaction, "by DDL that commits");
      } else {
        transaction.move(P0, 5, 6);
        transaction.commit();
      }
    }
    assertThat(effects()).isEqualTo(kind == Databases.MARIADB || kind == Databases.H2 ? 0 : 1);
  }

  @Test
  void aHandlerThatEndsTheTransactionAfterAMoveIsFoundOutAsWell() throws Exception {
    session.begin(Map.of(P1, 5L));
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      transaction.lock(List.of(P1));
      Connection connection = transaction.handle().connection();
      effect(connection, effectId(1));
      transaction.move(P0, 5, 6);
      try (Statement statement = connection.createStatement()) {
        statement.execute("ROLLBACK");
      }

      transaction.move(P1, 5, 6);
      assertThatThrownBy(transaction::commit).isInstanceOf(RejectedException.class);
    }
    assertThat(session.positions(List.of(P0, P1))).isEqualTo(Map.of(P0, 5L, P1, 5L));
    assertThat(effects()).isZero();
  }

  @Test
  void aHandlerThatCommitsThroughItsUnwrappedConnectionIsFoundOut() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      Connection connection = transaction.handle().connection();
      try (Statement statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT id FROM effect")) {
        rows.getStatement().getConnection().commit();
      }

      refusedAtCommit(transaction, "a handler ended it");
    }
  }

  @Test
  void aUniqueViolationOfTheUsersTableIsTheMessagesAndNotTheTransactions() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      effect(transaction, effectId(1));

      Throwable failure = catchThrowable(() -> effect(transaction, effectId(1)));

      assertThat(failure).isInstanceOf(SQLException.class);
      assertThat(transaction.isTransient(failure)).isFalse();
      assertThat(transaction.isTransient(new IllegalStateException(failure))).isFalse();
      assertThat(transaction.isTransient(new IllegalStateException("no funds"))).isFalse();
    }
    assertThat(effects()).isZero();
  }

  @Test
  void aLostConnectionIsTheTransactionsFailureHoweverItIsWrapped() {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      SQLException lost = new SQLException("gone", "08006");

      assertThat(transaction.isTransient(new IllegalStateException(new RuntimeException(lost))))
          .isTrue();
    }
  }

  @Test
  void aHandlersConnectionIsItselfWhenUnwrapped() throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = locked()) {
      Connection connection = transaction.handle().connection();

      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      assertThat(connection.createStatement().getConnection()).isSameAs(connection);
      assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
      assertThat(connection).isEqualTo(connection).hasSameHashCodeAs(connection);
      assertThat(connection.toString()).startsWith("guarded ");
    }
  }
}
