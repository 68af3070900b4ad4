package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.schema.Schema;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tables, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchemaContract {

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private final Databases kind;
  private final String prefix = "p" + PREFIXES.incrementAndGet() + "_";
  private TestDatabase database;

  SchemaContract(Databases kind) {
    this.kind = kind;
  }

  @BeforeAll
  void createDatabase() {
    database = kind.create();
  }

  private String freshPrefix() {
    return prefix + PREFIXES.incrementAndGet() + "_";
  }

  private Inbox inbox(String tablePrefix) {
    return Inbox.in(database.dataSource()).tablePrefix(tablePrefix);
  }

  private Dialect dialect() throws Exception {
    try (Connection connection = database.connect()) {
      return Dialect.of(connection);
    }
  }

  @Test
  void theDatabaseIsKnownByItsName() throws Exception {
    assertThat(dialect().id()).isEqualTo(kind.name().toLowerCase());
    assertThat(inbox("a_").name()).isEqualTo(dialect().name());
    assertThat(Dialect.named(dialect().id()).name()).isEqualTo(dialect().name());
  }

  @Test
  void missingTablesAreToldWithWhatToDo() throws Exception {
    String absent = freshPrefix();

    assertThatThrownBy(() -> inbox(absent).open("g"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("expected version 1")
        .hasMessageContaining("found none")
        .hasMessageContaining("createSchema()")
        .hasMessageContaining("./waybill schema --dialect " + dialect().id())
        .hasMessageContaining("--prefix " + absent);
  }

  @Test
  void tablesWithoutAVersionAreCreatedToTheEnd() {
    String tables = freshPrefix();
    inbox(tables).createSchema().open("g");
    database.execute("DELETE FROM " + tables + "schema");

    assertThatThrownBy(() -> inbox(tables).open("g")).hasMessageContaining("found none");

    inbox(tables).createSchema().open("g");
    inbox(tables).open("g");
  }

  @Test
  void olderTablesAreToldWithBothVersions() {
    String tables = freshPrefix();
    inbox(tables).createSchema().open("g");
    database.execute("UPDATE " + tables + "schema SET version = -1");

    assertThatThrownBy(() -> inbox(tables).open("g"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("expected version 1")
        .hasMessageContaining("found version -1");
  }

  @Test
  void newerTablesAreRefusedAlsoByTheOneThatCreates() {
    String tables = freshPrefix();
    inbox(tables).createSchema().open("g");
    database.execute("INSERT INTO " + tables + "schema (version) VALUES (99)");

    for (Inbox each : List.of(inbox(tables), inbox(tables).createSchema())) {
      assertThatThrownBy(() -> each.open("g"))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("found version 99")
          .hasMessageContaining("newer Waybill");
    }
  }

  @Test
  void instancesThatCreateTheTablesAtTheSameTimeAllGoOn() throws Exception {
    String tables = freshPrefix();
    int instances = 4;
    CyclicBarrier together = new CyclicBarrier(instances);
    ExecutorService threads = Executors.newFixedThreadPool(instances);
    List<Future<Map<?, ?>>> begun = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      begun.add(
          threads.submit(
              () -> {
                together.await();
                return inbox(tables).createSchema().open("g").begin(Map.of(InboxFixture.P0, 7L));
              }));
    }

    for (Future<Map<?, ?>> each : begun) {
      assertThat(each.get()).isEqualTo(Map.of(InboxFixture.P0, 7L));
    }
    threads.shutdown();
    assertThat(database.number("SELECT COUNT(*) FROM " + tables + "group")).isEqualTo(1);
  }

  @Test
  void whatIsPrintedCreatesWhatIsNeededAndMayBeRunAgain() throws Exception {
    String tables = freshPrefix();
    String sql = Schema.of(dialect(), tables).sql();

    for (int run = 0; run < 2; run++) {
      for (String statement : sql.replaceAll("(?m)^--.*$", "").split(";")) {
        if (!statement.isBlank()) {
          database.execute(statement);
        }
      }
    }

    inbox(tables).open("g").begin(Map.of(InboxFixture.P0, 7L));
    assertThat(sql).startsWith("-- Waybill").doesNotContain("$").doesNotContain("waybill_");
  }

  @Test
  void everyStatementGoesToTheTablesOfThePrefix() {
    String tables = freshPrefix();
    Inbox inbox = inbox(tables).createSchema();
    inbox.open("g").begin(Map.of(InboxFixture.P0, 7L));

    try (EffectTransaction<DatabaseTransaction> transaction = inbox.open("g").transaction()) {
      transaction.lock(List.of(InboxFixture.P0));
      transaction.insertIds(List.of("a"));
      transaction.move(InboxFixture.P0, 7, 8);
      transaction.commit();
    }
    inbox.open("g").forgetIds();

    assertThat(database.number("SELECT next_offset FROM " + tables + "position")).isEqualTo(8);
    assertThat(database.number("SELECT COUNT(*) FROM " + tables + "message_id")).isEqualTo(1);
  }

  @Test
  void aPrefixThatIsNoIdentifierIsRefused() {
    for (String bad : List.of("", "a-b", "a b", "1a", "a;", "a".repeat(31), "ä", "a.b", "_a")) {
      assertThatThrownBy(() -> inbox(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("table prefix");
    }
  }
}
