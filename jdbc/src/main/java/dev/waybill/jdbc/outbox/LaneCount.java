package dev.waybill.jdbc.outbox;

import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.connection.Borrowed;
import dev.waybill.jdbc.dialect.FailureKind;
import dev.waybill.jdbc.dialect.Failures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Sets the number of lanes. Writers and relays read it from the table, so that all agree.
 *
 * <p>A key's lane follows from their number: it is changed only while no row waits and no lane is
 * relayed, and no writer may have begun that knows the old number.
 */
final class LaneCount {

  private final OutboxTables tables;

  LaneCount(OutboxTables tables) {
    this.tables = tables;
  }

  /**
   * @throws RejectedException there are others, and the outbox is in use
   */
  void set(DataSource dataSource, int lanes) {
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      try {
        set(borrowed.connection(), lanes);
        borrowed.commit();
      } catch (SQLException e) {
        boolean another = Failures.kindOf(tables.dialect(), e) == FailureKind.DUPLICATE_KEY;
        if (!another) {
          throw Failures.beforeCommit(
              tables.dialect(), "the number of the outbox's lanes could not be set", e);
        }
        // Another instance adds the same lanes at this moment.
      }
    }
  }

  private void set(Connection connection, int lanes) throws SQLException {
    int found = (int) number(connection, "SELECT COUNT(*) FROM " + tables.lanes());
    if (found == lanes) {
      return;
    }
    long used =
        number(connection, "SELECT COUNT(*) FROM " + tables.rows())
            + number(connection, "SELECT COUNT(*) FROM " + tables.lanes() + " WHERE epoch > 0");
    if (used > 0) {
      throw new RejectedException(
          "expected an outbox of "
              + lanes
              + " lanes, found one of "
              + found
              + " that has been used; nothing was changed. Say lanes("
              + found
              + "), or stop all writers, let the outbox run empty, stop all relays, and then change"
              + " the rows of "
              + tables.lanes());
    }
    for (int lane = found; lane < lanes; lane++) {
      change(connection, "INSERT INTO " + tables.lanes() + " (lane) VALUES (?)", lane);
    }
    change(connection, "DELETE FROM " + tables.lanes() + " WHERE lane >= ?", lanes);
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static void change(Connection connection, String sql, int lane) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, lane);
      statement.executeUpdate();
    }
  }
}
