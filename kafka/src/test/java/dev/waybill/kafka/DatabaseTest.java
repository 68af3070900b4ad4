package dev.waybill.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.jdbc.DatabaseTransaction;
import dev.waybill.jdbc.Inbox;
import dev.waybill.jdbc.outbox.Outbox;
import dev.waybill.jdbc.outbox.OutboxRelay;
import java.io.IOException;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Positions, inbox and outbox of a database, with the messages on a cluster. */
@Timeout(300)
class DatabaseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topic<String> ORDERS =
      Topic.named("orders")
          .of(Codecs.string())
          .key(DatabaseTest::keyOf)
          .id(text -> text)
          .partitions(4);
  private static final Topic<String> RECEIPTS =
      Topic.named("receipts")
          .of(Codecs.string())
          .key(DatabaseTest::keyOf)
          .id(text -> text)
          .partitions(2);

  @TempDir Path directory;
  private final JdbcDataSource database = new JdbcDataSource();
  private Connection keptOpen;
  private Served server;

  @BeforeEach
  void serve() throws IOException, SQLException {
    server = Served.on(directory.resolve("data"));
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID());
    keptOpen = database.getConnection();
    try (Statement statement = keptOpen.createStatement()) {
      statement.execute(
          "CREATE TABLE ledger (line BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text"
              + " VARCHAR(100) NOT NULL)");
    }
  }

  @AfterEach
  void stop() throws SQLException {
    server.close();
    keptOpen.close();
  }

  @Test
  void everyMessageHasItsEffectOnceThoughMembersComeAndGo() throws Exception {
    List<String> texts = texts(0, 900);
    try (Waybill one = Waybill.open(server.url());
        Waybill other = Waybill.open(server.url())) {
      Subscription first = billing(one);
      publish(one, texts.subList(0, 300));
      caughtUp(first);
      Subscription second = billing(other);
      publish(one, texts.subList(300, 600));
      publish(one, texts.subList(100, 200)); // again, by a publisher that forgot
      caughtUp(first);
      caughtUp(second);
      assertThat(second.assignment()).isNotEmpty();
      first.close();
      publish(other, texts.subList(600, 900));
      caughtUp(second);
    }
    assertThat(byKey(ledger())).isEqualTo(byKey(texts));
  }

  @Test
  void whoComesBackGoesOnWhereTheDatabaseIs() throws Exception {
    for (int life = 0; life < 3; life++) {
      try (Waybill waybill = Waybill.open(server.url())) {
        Subscription subscription = billing(waybill);
        publish(waybill, texts(100 * life, 100 * life + 100));
        caughtUp(subscription);
      }
    }
    assertThat(byKey(ledger())).isEqualTo(byKey(texts(0, 300)));
  }

  /** Inbox, outbox, inbox: every hop may repeat, and the last ledger has each line once. */
  @Test
  void aChainThroughTheOutboxDoesEverythingOnce() throws Exception {
    List<String> texts = texts(0, 300);
    Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    Inbox inbox = Inbox.in(database).createSchema();
    Outbox outbox = Outbox.in(database).createSchema();
    try (Waybill waybill = Waybill.open(server.url());
        OutboxRelay relay = outbox.relayTo(waybill).start()) {
      Subscription first =
          waybill
              .subscribe(ORDERS)
              .group("billing")
              .exactlyOnce(inbox)
              .retry(Retry.fixed(Duration.ofMillis(1)).maxAttempts(3))
              .handle(
                  (text, transaction) -> {
                    outbox.publish(transaction.connection(), RECEIPTS, text);
                    if (text.endsWith("3") && failedOnce.add(text)) {
                      throw new IllegalStateException("after its message");
                    }
                  });
      publish(waybill, texts);
      caughtUp(first);
      while (outbox.lag().rows() > 0) {
        Thread.sleep(5);
      }
      Subscription second =
          waybill
              .subscribe(RECEIPTS)
              .group("books")
              .exactlyOnce(inbox)
              .handle((text, transaction) -> write(transaction, text));
      caughtUp(second);
      assertThat(relay.lanes()).isNotEmpty();
    }
    assertThat(failedOnce).isNotEmpty();
    assertThat(byKey(ledger())).isEqualTo(byKey(texts));
  }

  private Subscription billing(Waybill waybill) {
    return waybill
        .subscribe(ORDERS)
        .group("billing")
        .exactlyOnce(Inbox.in(database).createSchema())
        .handle((text, transaction) -> write(transaction, text));
  }

  private static void write(DatabaseTransaction transaction, String text) throws SQLException {
    try (PreparedStatement insert =
        transaction.connection().prepareStatement("INSERT INTO ledger (text) VALUES (?)")) {
      insert.setString(1, text);
      insert.executeUpdate();
    }
  }

  private static void publish(Waybill waybill, List<String> texts) {
    try (Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      texts.stream().map(publisher::publish).toList().forEach(receipt -> receipt.join());
    }
  }

  private static void caughtUp(Subscription subscription) {
    if (!subscription.awaitCaughtUp(PATIENCE)) {
      throw new AssertionError(
          "not caught up: " + subscription.state() + " " + subscription.counts(),
          subscription.failure().orElse(null));
    }
  }

  private List<String> ledger() throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = keptOpen.createStatement();
        ResultSet rows = statement.executeQuery("SELECT text FROM ledger ORDER BY line")) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "k" + n % 7 + ":" + n).toList();
  }

  private static Map<String, List<String>> byKey(List<String> texts) {
    Map<String, List<String>> byKey = new TreeMap<>();
    texts.forEach(text -> byKey.computeIfAbsent(keyOf(text), none -> new ArrayList<>()).add(text));
    return byKey;
  }

  private static String keyOf(String text) {
    return text.substring(0, text.indexOf(':'));
  }
}
