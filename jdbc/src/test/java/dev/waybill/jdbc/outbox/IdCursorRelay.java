package dev.waybill.jdbc.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A planted bug: it remembers the last id, and never looks below it again. */
final class IdCursorRelay {

  private final OutboxTables tables;
  private final List<String> published = new ArrayList<>();
  private long lastId;

  IdCursorRelay(OutboxTables tables) {
    this.tables = tables;
  }

  void step(Connection connection) throws SQLException {
    String sql = "SELECT id, message_value FROM " + tables.rows() + " WHERE id > ? ORDER BY id";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, lastId);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          lastId = rows.getLong(1);
          published.add(new String(rows.getBytes(2), StandardCharsets.UTF_8));
        }
      }
    }
  }

  List<String> published() {
    return published;
  }
}
