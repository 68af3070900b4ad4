package dev.waybill.jdbc;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import dev.waybill.message.TopicPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A database with the schema and a table of effects for each class, a group for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InboxFixture {

  static final TopicPartition P0 = new TopicPartition("orders", 0);
  static final TopicPartition P1 = new TopicPartition("orders", 1);

  private static final AtomicInteger GROUPS = new AtomicInteger();

  final Databases kind;
  final ExecutorService others = Executors.newCachedThreadPool();
  TestDatabase database;
  Inbox inbox;
  String group;
  EffectSession<DatabaseTransaction> session;

  InboxFixture(Databases kind) {
    this.kind = kind;
  }

  @BeforeAll
  void createDatabase() {
    database = kind.create();
    inbox = Inbox.in(database.dataSource()).createSchema();
    inbox.open("first").close();
    database.execute("CREATE TABLE effect (id VARCHAR(100) NOT NULL PRIMARY KEY, amount INT)");
  }

  @AfterAll
  void stopOthers() {
    others.shutdownNow();
  }

  @BeforeEach
  void openSession() {
    group = "group-" + GROUPS.incrementAndGet();
    session = inbox.open(group);
  }

  <T> Future<T> elsewhere(Callable<T> work) {
    return others.submit(work);
  }

  /** An effect in the transaction. */
  static void effect(EffectTransaction<DatabaseTransaction> transaction, String id)
      throws SQLException {
    effect(transaction.handle().connection(), id);
  }

  static void effect(Connection connection, String id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO effect (id, amount) VALUES (?, 1)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    }
  }

  static void execute(EffectTransaction<DatabaseTransaction> transaction, String sql)
      throws SQLException {
    try (Statement statement = transaction.handle().connection().createStatement()) {
      statement.execute(sql);
    }
  }

  /** How many effects have ids that begin with the group's name. */
  long effects() {
    return database.number("SELECT COUNT(*) FROM effect WHERE id LIKE '" + group + "/%'");
  }

  String effectId(Object of) {
    return group + "/" + of;
  }
}
