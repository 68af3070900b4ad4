package dev.waybill.orders.audit;

import static dev.waybill.orders.audit.AuditedService.INVENTORY;
import static dev.waybill.orders.audit.AuditedService.PAYMENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.orders.audit.AuditReport.ServiceReport;
import dev.waybill.orders.audit.AuditReport.Verdict;
import dev.waybill.orders.audit.Violation.Kind;
import dev.waybill.orders.database.ShopTables;
import dev.waybill.orders.pipeline.Charge;
import dev.waybill.orders.pipeline.Order;
import dev.waybill.orders.pipeline.OrderGenerator;
import dev.waybill.orders.pipeline.StockMovement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The auditor on a database in which somebody has planted what must not be there. */
class TablesReaderTest {

  private static final int ORDERS = 200;
  private static final String PREFIX = "shop_";

  private final SyntheticRun run = new SyntheticRun(ORDERS);
  private final List<Violation> flaws = new ArrayList<>();
  private Connection database;

  @BeforeEach
  void keepTheBooksOfARunThatHeld() throws SQLException {
    database = connect();
    ShopTables tables = new ShopTables(PREFIX);
    tables.create(database);
    List<Order> orders = new ArrayList<>();
    OrderGenerator customers = new OrderGenerator(42);
    for (int i = 0; i < ORDERS; i++) {
      orders.add(customers.next());
    }
    tables.charge(database, orders.stream().map(TablesReaderTest::charge).toList());
    tables.move(database, orders.stream().map(TablesReaderTest::movement).toList());
    run.effects.values().forEach(List::clear);
    run.deliveries.clear();
    orders.forEach(this::storeAndNotify);
  }

  @AfterEach
  void forgetTheDatabase() throws SQLException {
    database.close();
  }

  @Test
  void readsBooksThatHeld() throws SQLException {
    AuditReport report = audit();

    assertThat(report.violations()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.HELD);
    assertThat(of(report, PAYMENT).effects()).isEqualTo(ORDERS);
    assertThat(of(report, INVENTORY).effects()).isEqualTo(ORDERS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a lost charge     | PAYMENT   | LOST         | o-000017"
            + " | DELETE FROM shop_charges WHERE order_id = 'o-000017'",
        "a lost movement   | INVENTORY | LOST         | o-000017"
            + " | DELETE FROM shop_stock_movements WHERE order_id = 'o-000017'",
        "a second charge   | PAYMENT   | DUPLICATED   | o-000017"
            + " | INSERT INTO shop_charges (order_id, user_id, user_sequence, amount_cents, run,"
            + " at_millis) SELECT order_id, user_id, user_sequence, amount_cents, 2, 0 FROM"
            + " shop_charges WHERE order_id = 'o-000017'",
        "a second movement | INVENTORY | DUPLICATED   | o-000017"
            + " | INSERT INTO shop_stock_movements (order_id, user_id, user_sequence, line, sku,"
            + " quantity, run, at_millis) SELECT order_id, user_id, user_sequence, line, sku,"
            + " quantity, 2, 0 FROM shop_stock_movements WHERE order_id = 'o-000017' ORDER BY line",
        "another amount    | PAYMENT   | ALTERED      | o-000017"
            + " | UPDATE shop_charges SET amount_cents = 1 WHERE order_id = 'o-000017'",
        "another quantity  | INVENTORY | ALTERED      | o-000017"
            + " | UPDATE shop_stock_movements SET quantity = 99 WHERE order_id = 'o-000017'",
        "another user      | PAYMENT   | ALTERED      | o-000017"
            + " | UPDATE shop_charges SET user_id = 'u-499' WHERE order_id = 'o-000017'",
        "no such order     | PAYMENT   | PHANTOM      | o-009999"
            + " | INSERT INTO shop_charges (order_id, user_id, user_sequence, amount_cents, run,"
            + " at_millis) VALUES ('o-009999', 'u-499', 1, 1, 1, 0)",
        "a missing item    | INVENTORY | UNREADABLE   | ''"
            + " | DELETE FROM shop_stock_movements WHERE line = 1",
        "a card overdrawn  | PAYMENT   | UNBALANCED   | ''"
            + " | UPDATE shop_accounts SET balance_cents = balance_cents - 1 WHERE user_id = 'u-0'",
        "an account gone   | PAYMENT   | UNBALANCED   | ''" + " | DELETE FROM shop_accounts",
        "stock that grew   | INVENTORY | UNBALANCED   | ''"
            + " | UPDATE shop_stock SET quantity = quantity + 1 WHERE sku = 'sku-0'",
        "a missing table   | INVENTORY | UNREADABLE   | ''" + " | DROP TABLE shop_stock_movements",
      })
  void findsWhatWasPlanted(
      String what, AuditedService service, Kind kind, String orderId, String sql)
      throws SQLException {
    execute(sql);

    AuditReport report = audit();

    assertThat(report.verdict()).as(what).isEqualTo(Verdict.BROKEN);
    assertThat(of(report, service).violations())
        .as(what)
        .anyMatch(found -> found.kind() == kind && found.orderId().equals(orderId));
  }

  @Test
  void findsAUsersOrdersThatWereChargedInTheWrongOrder() throws SQLException {
    Map<String, String> firstOfUser = new HashMap<>();
    String[] pair = new String[2];
    for (Effect order : run.effects.get(AuditedService.INTAKE)) {
      String first = firstOfUser.putIfAbsent(order.userId(), order.orderId());
      if (first != null && pair[0] == null) {
        pair[0] = first;
        pair[1] = order.orderId();
      }
    }
    // All that tells is the order of the entries: the first of the two is entered anew.
    execute(
        "INSERT INTO shop_charges (order_id, user_id, user_sequence, amount_cents, run, at_millis)"
            + " SELECT order_id, user_id, user_sequence, amount_cents, run, at_millis FROM"
            + " shop_charges WHERE order_id = '"
            + pair[0]
            + "'");
    execute(
        "DELETE FROM shop_charges WHERE order_id = '"
            + pair[0]
            + "' AND entry < (SELECT MAX(entry) FROM shop_charges)");

    assertThat(of(audit(), PAYMENT).violations())
        .anyMatch(found -> found.kind() == Kind.OUT_OF_ORDER && found.orderId().equals(pair[0]));
  }

  private AuditReport audit() throws SQLException {
    BooksReader.Books books = BooksReader.ofTables(this::connect, PREFIX).read(flaws);
    run.flaws.addAll(flaws);
    run.effects.put(PAYMENT, books.charges());
    run.effects.put(INVENTORY, books.movements());
    run.balances.putAll(books.balances());
    return Auditor.audit(run.evidence());
  }

  // The name is this test's: the database is there as long as the connection is.
  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:h2:mem:" + System.identityHashCode(this));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      assertThat(statement.execute(sql)).isFalse();
    }
  }

  private static Charge charge(Order order) {
    return new Charge(order.orderId(), order.userId(), order.sequence(), order.amountCents(), 1, 0);
  }

  private static StockMovement movement(Order order) {
    return new StockMovement(
        order.orderId(), order.userId(), order.sequence(), order.items(), 1, 0);
  }

  private void storeAndNotify(Order order) {
    String items = JsonMapper.builder().build().writeValueAsString(order.items());
    Map<String, String> content =
        Map.of("amountCents", Long.toString(order.amountCents()), "items", items);
    add(AuditedService.INTAKE, order, content);
    add(AuditedService.NOTIFICATION, order, Map.of());
    add(AuditedService.ANALYTICS, order, Map.of());
  }

  private void add(AuditedService service, Order order, Map<String, String> content) {
    run.effects
        .get(service)
        .add(
            new Effect(
                order.orderId(),
                order.userId(),
                order.sequence(),
                content,
                1,
                0,
                new Effect.Place(service.title(), order.number())));
  }

  private static ServiceReport of(AuditReport report, AuditedService service) {
    return report.services().get(service.ordinal());
  }
}
