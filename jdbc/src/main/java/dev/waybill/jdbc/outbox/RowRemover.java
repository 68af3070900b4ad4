package dev.waybill.jdbc.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes published rows, by their ids and in no range: between two ids may lie one that commits
 * only now. Durable when it returns; removing what is gone does nothing.
 */
final class RowRemover {

  private final OutboxTables tables;

  RowRemover(OutboxTables tables) {
    this.tables = tables;
  }

  /**
   * Removes rows that were read by the caller.
   *
   * @param connection in autocommit
   */
  void remove(Connection connection, int lane, List<Long> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    int room = Placeholders.room(ids.size());
    String sql =
        "DELETE FROM "
            + tables.rows()
            + " WHERE lane = ? AND id IN ("
            + Placeholders.of(room)
            + ")";
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      bind(delete, lane, ids, room);
      delete.executeUpdate();
    }
  }

  /**
   * Removes rows that somebody else read, as many as are still the same. Their ids alone could mean
   * newer rows by now.
   *
   * @return how many there were
   */
  int removeSame(Connection connection, int lane, List<RowId> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    Map<Long, Long> nonces = new HashMap<>();
    rows.forEach(row -> nonces.put(row.id(), row.nonce()));
    List<Long> ids = List.copyOf(nonces.keySet());
    int room = Placeholders.room(ids.size());
    String sql =
        "SELECT id, nonce FROM "
            + tables.rows()
            + " WHERE lane = ? AND id IN ("
            + Placeholders.of(room)
            + ")";
    List<Long> same = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, lane, ids, room);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          Long expected = nonces.get(found.getLong(1));
          if (expected != null && expected == found.getLong(2)) {
            same.add(found.getLong(1));
          }
        }
      }
    }
    remove(connection, lane, same);
    return same.size();
  }

  private static void bind(PreparedStatement statement, int lane, List<Long> ids, int room)
      throws SQLException {
    statement.setInt(1, lane);
    for (int i = 0; i < room; i++) {
      statement.setLong(2 + i, ids.get(Math.min(i, ids.size() - 1)));
    }
  }
}
