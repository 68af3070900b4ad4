package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.FencedException;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.database.Databases;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How connections are borrowed and given back, on every database. */
abstract class ConnectionContract extends InboxFixture {

  ConnectionContract(Databases kind) {
    super(kind);
  }

  private EffectSession<DatabaseTransaction> through(HikariDataSource pool) {
    EffectSession<DatabaseTransaction> pooled = Inbox.in(pool).open(group);
    pooled.begin(Map.of(P0, 5L));
    return pooled;
  }

  private void moveAndCommit(EffectSession<DatabaseTransaction> through, String effect)
      throws Exception {
    try (EffectTransaction<DatabaseTransaction> transaction = through.transaction()) {
      long at = transaction.lock(List.of(P0)).get(P0);
      effect(transaction, effectId(effect));
      transaction.move(P0, at, at + 1);
      transaction.commit();
    }
  }

  @Test
  void anExhaustedPoolIsTriedAgainAndNamed() {
    try (HikariDataSource pool = database.pool(1, 1_000)) {
      EffectSession<DatabaseTransaction> pooled = through(pool);
      try (EffectTransaction<DatabaseTransaction> only = pooled.transaction()) {
        only.lock(List.of(P0));

        assertThatThrownBy(pooled::transaction)
            .isInstanceOf(RetriableException.class)
            .hasMessageContaining("pool is exhausted");
      }
      assertThat(pooled.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
    }
  }

  @Test
  void aConnectionComesBackAsItWasHoweverItsTransactionEnds() throws Exception {
    try (HikariDataSource pool = database.pool(1)) {
      EffectSession<DatabaseTransaction> pooled = through(pool);
      int isolation;
      try (Connection connection = pool.getConnection()) {
        isolation = connection.getTransactionIsolation();
      }

      moveAndCommit(pooled, "committed");
      asBefore(pool, isolation);

      try (EffectTransaction<DatabaseTransaction> closed = pooled.transaction()) {
        closed.lock(List.of(P0));
        effect(closed, effectId("rolled back"));
      }
      asBefore(pool, isolation);

      try (EffectTransaction<DatabaseTransaction> fenced = pooled.transaction()) {
        assertThatThrownBy(() -> fenced.move(P0, 99, 100)).isInstanceOf(FencedException.class);
        asBefore(pool, isolation);
      }
      pooled.seek(Map.of(P0, 1L));
      pooled.forgetIds();
      asBefore(pool, isolation);
    }
    assertThat(effects()).isEqualTo(1);
  }

  private static void asBefore(HikariDataSource pool, int isolation) throws Exception {
    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.isReadOnly()).isFalse();
      assertThat(connection.getTransactionIsolation()).isEqualTo(isolation);
    }
  }

  @Test
  void aPoolWhoseConnectionsCommitByHandIsAsGood() throws Exception {
    try (HikariDataSource pool = new HikariDataSource(manual())) {
      EffectSession<DatabaseTransaction> pooled = through(pool);

      moveAndCommit(pooled, "1");
      moveAndCommit(pooled, "2");

      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getAutoCommit()).isFalse();
      }
    }
    assertThat(effects()).isEqualTo(2);
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 7L));
  }

  private HikariConfig manual() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(1);
    config.setAutoCommit(false);
    return config;
  }

  @Test
  void theUsersIsolationHoldsInTheHandlersTransaction() throws Exception {
    HikariConfig config = manual();
    config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      EffectSession<DatabaseTransaction> pooled = through(pool);

      try (EffectTransaction<DatabaseTransaction> transaction = pooled.transaction()) {
        transaction.lock(List.of(P0));
        assertThat(transaction.handle().connection().getTransactionIsolation())
            .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(transaction.insertIds(List.of("a"))).containsExactly(true);
        transaction.move(P0, 5, 6);
        transaction.commit();
      }
    }
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 6L));
  }
}
