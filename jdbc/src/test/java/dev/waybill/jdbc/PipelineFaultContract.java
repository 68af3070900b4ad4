package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * What may go wrong while a subscription runs, where a database has more than one writer. Whatever
 * is not a message's fault costs it no attempt: it has one.
 */
abstract class PipelineFaultContract extends PipelineFixture {

  private static final String PLACE = "k3:10";

  /** What the handler met. */
  private final List<SQLException> met = new CopyOnWriteArrayList<>();

  PipelineFaultContract(Databases kind) {
    super(kind);
  }

  /** The same database, whose transactions refuse to write what has changed since they read. */
  abstract TestDatabase serializing();

  // ---- the database's own reasons -------------------------------------------------------------

  @Test
  void aHandlerThatIsADeadlocksVictimIsTriedAgainAndCostsNoAttempt() throws Exception {
    createAccounts();
    try (Connection rival = database.connect();
        Statement rivals = rival.createStatement();
        Waybill waybill = open("data")) {
      rival.setAutoCommit(false);
      notTheVictim(rivals);
      rivals.execute(add("b"));
      CompletableFuture<Void> rivalsEnd = new CompletableFuture<>();
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource()))
              .retry(Retry.none())
              .handle(
                  (text, tx) -> {
                    write(tx, text);
                    if (text.equals(PLACE)) {
                      execute(tx, add("a"));
                      if (met.isEmpty()) {
                        rivalsEnd.completeAsync(() -> addAndCommit(rival, rivals));
                        awaitALock();
                      }
                      execute(tx, add("b"));
                    }
                  });
      publish(waybill, texts(0, 50));
      caughtUp(subscription);

      rivalsEnd.join();
      assertThat(met).as("the deadlock's victim was the handler").hasSize(1);
      assertThat(met.get(0).getSQLState()).isIn("40P01", "40001");
      assertThat(subscription.counts().deadLettered()).isZero();
    }
    assertLedger(texts(0, 50));
    assertThat(database.number("SELECT SUM(amount) FROM account")).isEqualTo(4);
  }

  /** PostgreSQL ends who looks first; InnoDB ends who has written less. */
  private void notTheVictim(Statement rivals) throws SQLException {
    if (kind == Databases.POSTGRESQL) {
      rivals.execute("SET deadlock_timeout = '1h'");
    } else {
      for (int i = 0; i < 200; i++) {
        rivals.execute("INSERT INTO account (id, amount) VALUES ('heavy" + i + "', 0)");
      }
    }
  }

  private Void addAndCommit(Connection rival, Statement rivals) {
    try {
      rivals.execute(add("a"));
      rival.commit();
      return null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Until somebody waits for a row that is locked. */
  private void awaitALock() {
    String waiting =
        kind == Databases.POSTGRESQL
            ? "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname ="
                + " current_database()"
            : "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
    while (database.number(waiting) == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aSerializationFailureIsTriedAgainAndCostsNoAttempt() throws Exception {
    createAccounts();
    try (Waybill waybill = open("data")) {
      Subscription subscription =
          subscribe(waybill, Inbox.in(serializing().dataSource()))
              .retry(Retry.none())
              .handle(
                  (text, tx) -> {
                    write(tx, text);
                    if (text.equals(PLACE)) {
                      execute(tx, "SELECT amount FROM account WHERE id = 'a'");
                      if (met.isEmpty()) {
                        database.execute(add("a"));
                      }
                      execute(tx, add("a"));
                    }
                  });
      publish(waybill, texts(0, 50));
      caughtUp(subscription);

      assertThat(met).as("the handler met a serialization failure").hasSize(1);
      assertThat(met.get(0).getMessage()).containsAnyOf("could not serialize", "changed since");
      assertThat(subscription.counts().deadLettered()).isZero();
    }
    assertLedger(texts(0, 50));
    assertThat(database.number("SELECT amount FROM account WHERE id = 'a'")).isEqualTo(2);
  }

  @Test
  void aPoolWithoutAConnectionIsWaitedFor() throws Exception {
    try (HikariDataSource pool = database.pool(1, 250);
        Waybill waybill = open("data")) {
      Subscription subscription =
          subscribe(waybill, Inbox.in(pool))
              .retry(Retry.none())
              .handle((text, tx) -> write(tx, text));
      caughtUp(subscription);
      try (Connection all = pool.getConnection()) {
        publish(waybill, texts(0, 50));
        for (int round = 0; round < 3; round++) {
          while (pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0) {
            Thread.onSpinWait();
          }
          while (pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0) {
            Thread.onSpinWait();
          }
        }
        assertThat(all.isClosed()).as("nobody else had it").isFalse();
        assertThat(subscription.state()).isEqualTo(Subscription.State.RUNNING);
      }
      caughtUp(subscription);
      assertThat(subscription.counts().deadLettered()).isZero();
    }
    assertLedger(texts(0, 50));
  }

  @Test
  void aTableThatIsMissingStopsTheSubscriptionAndSaysWhatToDo() throws Exception {
    List<String> texts = texts(0, 100);
    try (Waybill waybill = open("data")) {
      Subscription first =
          subscribe(waybill, Inbox.in(database.dataSource())).handle((text, tx) -> write(tx, text));
      publish(waybill, texts.subList(0, 50));
      caughtUp(first);
      database.execute("ALTER TABLE waybill_position RENAME TO hidden");
      publish(waybill, texts.subList(50, 100));

      assertThat(first.awaitEnd(LONG)).isTrue();
      assertThat(first.failure().orElseThrow())
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("a table is missing")
          .hasMessageContaining("Create the schema");
      first.close();

      database.execute("ALTER TABLE hidden RENAME TO waybill_position");
      Subscription second =
          subscribe(waybill, Inbox.in(database.dataSource())).handle((text, tx) -> write(tx, text));
      caughtUp(second);
    }
    assertLedger(texts);
  }

  // ---- the handler's ways ---------------------------------------------------------------------

  @Test
  void aHandlerThatClosesItsConnectionIsRefusedAndItsEffectIsGone() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    try (Waybill waybill = open("data")) {
      publish(waybill, texts(0, 20));
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource()))
              .retry(Retry.none())
              .handle(
                  (text, tx) -> {
                    write(tx, text);
                    if (text.equals(PLACE)) {
                      try (Connection mine = tx.connection()) {
                        assertThat(mine.isClosed()).isFalse();
                      } catch (RejectedException e) {
                        told.add(String.valueOf(e.getMessage()));
                        throw e;
                      }
                    }
                  });
      caughtUp(subscription);

      assertThat(subscription.counts().deadLettered()).isEqualTo(1);
    }
    assertThat(told).isNotEmpty().allMatch(message -> message.contains("Waybill commits"));
    assertLedger(texts(0, 20).stream().filter(text -> !text.equals(PLACE)).toList());
  }

  @Test
  void aHandlerThatShrugsOffARefusedCommitHasItsEffectOnce() throws Exception {
    try (Waybill waybill = open("data")) {
      publish(waybill, texts(0, 20));
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource()))
              .retry(Retry.none())
              .handle(
                  (text, tx) -> {
                    write(tx, text);
                    assertThatThrownBy(tx.connection()::commit)
                        .isInstanceOf(RejectedException.class);
                  });
      caughtUp(subscription);

      assertThat(subscription.counts().deadLettered()).isZero();
    }
    assertLedger(texts(0, 20));
  }

  // ---- ids ------------------------------------------------------------------------------------

  @Test
  void anIdMayBeEmptyOrLongOrAbsentAndIsRefusedIfItIsNull() throws Exception {
    Map<String, String> ids = new ConcurrentHashMap<>();
    ids.put("k:empty", "");
    ids.put("k:long", "x".repeat(10 * 1024));
    ids.put("k:longer", "x".repeat(10 * 1024) + "y");
    Topic<String> identified = ORDERS.id(ids::get);
    Topic<String> anonymous = Topic.named("orders").of(Codecs.string()).key(text -> "k");
    List<String> published = new ArrayList<>(List.of("k:empty", "k:long", "k:longer"));
    try (Waybill waybill = open("data")) {
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource()))
              .retry(Retry.none())
              .handle((text, tx) -> write(tx, text));
      try (Publisher<String> publisher = waybill.publisher(identified, Guarantee.AT_LEAST_ONCE);
          Publisher<String> other = waybill.publisher(anonymous, Guarantee.AT_LEAST_ONCE)) {
        for (int time = 0; time < 2; time++) {
          published.forEach(text -> publisher.publish(text).join());
        }
        assertThatThrownBy(() -> publisher.publish("k:null").join())
            .satisfiesAnyOf(
                e -> assertThat(e).isInstanceOf(RejectedException.class),
                e -> assertThat(e).hasCauseInstanceOf(RejectedException.class))
            .hasMessageContaining("Topic.id of 'orders', found null")
            .hasMessageContaining("give every message one");
        other.publish("k:absent").join();
      }
      published.add("k:absent");
      caughtUp(subscription);

      assertThat(subscription.counts().skipped()).isEqualTo(3);
      assertThat(subscription.counts().deadLettered()).isZero();
    }
    assertLedger(published);
  }

  // ---- helpers --------------------------------------------------------------------------------

  private void createAccounts() {
    database.execute(
        "CREATE TABLE account (id VARCHAR(20) PRIMARY KEY, amount INT NOT NULL)",
        "INSERT INTO account (id, amount) VALUES ('a', 0), ('b', 0)");
  }

  private static String add(String account) {
    return "UPDATE account SET amount = amount + 1 WHERE id = '" + account + "'";
  }

  private void execute(DatabaseTransaction transaction, String sql) throws SQLException {
    try (Statement statement = transaction.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      met.add(e);
      throw e;
    }
  }
}
