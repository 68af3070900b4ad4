package dev.waybill.jdbc.dialect;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;

/** What the standard's states and JDBC's own types say, wherever a database keeps to them. */
final class SqlStates {

  private SqlStates() {}

  static FailureKind kindOf(SQLException failure) {
    if (failure instanceof SQLTransientConnectionException
        || failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLRecoverableException) {
      return FailureKind.CONNECTION;
    }
    String state = failure.getSQLState();
    if (state == null || state.length() != 5) {
      return FailureKind.OTHER;
    }
    return switch (state) {
      case "40001", "40P01" -> FailureKind.TRANSIENT;
      case "40003" -> FailureKind.CONNECTION;
      case "23505" -> FailureKind.DUPLICATE_KEY;
      case "42P01", "42S02" -> FailureKind.MISSING_TABLE;
      default ->
          switch (state.substring(0, 2)) {
            case "08" -> FailureKind.CONNECTION;
            case "23" -> FailureKind.CONSTRAINT;
            default -> FailureKind.OTHER;
          };
    };
  }
}
