package dev.waybill.jdbc.dialect;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Runs an INSERT that {@link Dialect#ifAbsent} has made. */
public final class Inserts {

  private Inserts() {}

  /** Whether the row was inserted; false if one with its key is there. */
  public static boolean isNew(Dialect dialect, PreparedStatement insert) throws SQLException {
    try {
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      // H2 only, where a failed statement leaves its transaction as it was.
      if (dialect.kindOf(e) == FailureKind.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
  }
}
