package dev.waybill.orders.audit;

import dev.waybill.orders.audit.BooksReader.Books;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * The books in a database.
 *
 * <pre>
 *   charges           entry, order_id, user_id, user_sequence, amount_cents, run, at_millis
 *   stock_movements   the same with line, sku, quantity: a row an item, line 1 begins a movement
 *   accounts          user_id, opening_cents, balance_cents
 *   stock             sku, opening_quantity, quantity
 * </pre>
 *
 * <p>{@code entry} counts up as rows are inserted: it is the order in which things happened.
 */
final class TablesReader {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FETCH_ROWS = 10_000;

  private final Connection connection;
  private final String prefix;
  private final List<Violation> flaws;

  TablesReader(Connection connection, String prefix, List<Violation> flaws) {
    this.connection = connection;
    this.prefix = prefix;
    this.flaws = flaws;
  }

  Books read() throws SQLException {
    // Drivers read a result piece by piece within a transaction only.
    connection.setAutoCommit(false);
    return new Books(
        charges(),
        movements(),
        Map.of(
            AuditedService.PAYMENT,
            balances("SELECT user_id, opening_cents, balance_cents FROM " + prefix + "accounts"),
            AuditedService.INVENTORY,
            balances("SELECT sku, opening_quantity, quantity FROM " + prefix + "stock")));
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void query(String sql, RowReader reader) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH_ROWS);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  private List<Effect> charges() throws SQLException {
    List<Effect> charges = new ArrayList<>();
    query(
        "SELECT entry, order_id, user_id, user_sequence, run, at_millis, amount_cents FROM "
            + prefix
            + "charges ORDER BY entry",
        row -> charges.add(effect(row, "charges", Map.of("amountCents", row.getString(7)))));
    return charges;
  }

  private List<Effect> movements() throws SQLException {
    // Of an order that is being read: its first row, and the items so far.
    Map<String, Effect> begun = new LinkedHashMap<>();
    Map<String, ArrayNode> items = new LinkedHashMap<>();
    List<Effect> movements = new ArrayList<>();
    query(
        "SELECT entry, order_id, user_id, user_sequence, run, at_millis, line, sku, quantity FROM "
            + prefix
            + "stock_movements ORDER BY entry",
        row -> {
          String order = row.getString(2);
          if (row.getInt(7) == 1) {
            finish(order, begun, items, movements);
            begun.put(order, effect(row, "stock_movements", Map.of()));
            items.put(order, JSON.createArrayNode());
          }
          ArrayNode list = items.get(order);
          if (list == null || list.size() + 1 != row.getInt(7)) {
            flaws.add(
                EvidenceReader.unreadable(
                    AuditedService.INVENTORY,
                    "stock_movements@"
                        + row.getLong(1)
                        + ": line "
                        + row.getInt(7)
                        + " of "
                        + order
                        + " does not follow the one before it"));
            return;
          }
          list.addObject().put("sku", row.getString(8)).put("quantity", row.getLong(9));
        });
    List.copyOf(begun.keySet()).forEach(order -> finish(order, begun, items, movements));
    movements.sort((a, b) -> Long.compare(a.place().position(), b.place().position()));
    return movements;
  }

  private static void finish(
      String order,
      Map<String, Effect> begun,
      Map<String, ArrayNode> items,
      List<Effect> movements) {
    Effect first = begun.remove(order);
    ArrayNode list = items.remove(order);
    if (first != null && list != null) {
      movements.add(
          new Effect(
              first.orderId(),
              first.userId(),
              first.sequence(),
              Map.of("items", list.toString()),
              first.run(),
              first.atMillis(),
              first.place()));
    }
  }

  private static Effect effect(ResultSet row, String table, Map<String, String> content)
      throws SQLException {
    return new Effect(
        row.getString(2),
        row.getString(3),
        row.getInt(4),
        content,
        row.getInt(5),
        row.getLong(6),
        new Effect.Place(table, row.getLong(1)));
  }

  private List<Balance> balances(String sql) throws SQLException {
    List<Balance> balances = new ArrayList<>();
    query(sql, row -> balances.add(new Balance(row.getString(1), row.getLong(2), row.getLong(3))));
    return balances;
  }
}
