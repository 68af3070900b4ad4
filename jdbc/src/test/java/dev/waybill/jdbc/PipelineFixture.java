package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine in this process, and a ledger in a database that would take a line twice: texts {@code
 * key:number}, in the order of their effects.
 */
abstract class PipelineFixture {

  static final Duration LONG = Duration.ofSeconds(60);

  static final Topic<String> ORDERS =
      Topic.named("orders")
          .of(Codecs.string())
          .key(PipelineFixture::keyOf)
          .id(text -> text)
          .partitions(3);

  final Databases kind;
  @TempDir Path directory;
  TestDatabase database;

  PipelineFixture(Databases kind) {
    this.kind = kind;
  }

  @BeforeEach
  void createLedger() {
    database = createDatabase();
    database.execute("CREATE TABLE ledger (line " + counter() + ", text VARCHAR(100) NOT NULL)");
  }

  /** A new, empty one. */
  TestDatabase createDatabase() {
    return kind.create();
  }

  private String counter() {
    return switch (kind) {
      case POSTGRESQL, H2 -> "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
      case MARIADB -> "BIGINT AUTO_INCREMENT PRIMARY KEY";
      case SQLITE -> "INTEGER PRIMARY KEY AUTOINCREMENT";
    };
  }

  Waybill open(String name) {
    return Waybill.open("embedded:" + directory.resolve(name));
  }

  Subscribe.InStore<String, DatabaseTransaction> subscribe(Waybill waybill, Inbox inbox) {
    return waybill.subscribe(ORDERS).group("billing").exactlyOnce(inbox.createSchema());
  }

  void publish(Waybill waybill, List<String> texts) {
    try (Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      texts.forEach(publisher::publish);
      publisher.flush();
    }
  }

  static void write(DatabaseTransaction transaction, String text) throws SQLException {
    write(transaction.connection(), text);
  }

  static void write(Connection connection, String text) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO ledger (text) VALUES (?)")) {
      insert.setString(1, text);
      insert.executeUpdate();
    }
  }

  static void caughtUp(Subscription subscription) {
    if (!subscription.awaitCaughtUp(LONG)) {
      throw new AssertionError(
          "not caught up: " + subscription.state() + " " + subscription.counts(),
          subscription.failure().orElse(null));
    }
  }

  /** What is in the ledger is exactly that, each key's lines in their order. */
  void assertLedger(List<String> texts) {
    List<String> lines = ledger();
    assertThat(lines).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(byKey(lines)).isEqualTo(byKey(texts));
  }

  List<String> ledger() {
    List<String> lines = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT text FROM ledger ORDER BY line")) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "k" + n % 7 + ":" + n).toList();
  }

  private static Map<String, List<String>> byKey(List<String> texts) {
    Map<String, List<String>> byKey = new TreeMap<>();
    for (String text : texts) {
      byKey.computeIfAbsent(keyOf(text), none -> new ArrayList<>()).add(text);
    }
    return byKey;
  }

  static String keyOf(String text) {
    return text.substring(0, text.indexOf(':'));
  }
}
