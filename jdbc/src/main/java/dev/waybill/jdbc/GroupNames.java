package dev.waybill.jdbc;

import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.connection.ShortTransactions;
import dev.waybill.jdbc.dialect.Inserts;
import dev.waybill.jdbc.schema.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;

/** Groups, and the numbers that stand for them in the rows that are many. */
final class GroupNames {

  private static final int LONGEST_NAME = 249;

  /** One to find, one to insert, one to find what another instance has inserted. */
  private static final int MOST_ATTEMPTS = 10;

  private GroupNames() {}

  /** The name, if every database keeps it apart from all others. */
  static String checked(String group) {
    boolean legal =
        !group.isEmpty()
            && group.codePointCount(0, group.length()) <= LONGEST_NAME
            && group.strip().equals(group)
            && group.chars().noneMatch(Character::isISOControl);
    if (!legal) {
      throw new RejectedException(
          "expected a group's name of 1 to "
              + LONGEST_NAME
              + " characters, without control characters, and without white space at its ends,"
              + " which databases take for nothing; found '"
              + group
              + "'; nothing was done");
    }
    return group;
  }

  /** The group's number; it gets one if it has none. */
  static int numberOf(ShortTransactions transactions, Schema schema, String group) {
    String attempted = "the number of group '" + group + "' could not be had";
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // Transactions of their own: one that has looked may go on seeing what it saw.
      OptionalInt found =
          transactions.runRepeatable(attempted, connection -> find(connection, schema, group));
      if (found.isPresent()) {
        return found.getAsInt();
      }
      var unused =
          transactions.runRepeatable(attempted, connection -> insert(connection, schema, group));
    }
    throw new RejectedException(
        attempted
            + ": its row is inserted, and not found; nothing was done. Look at table "
            + schema.table("group"));
  }

  private static OptionalInt find(Connection connection, Schema schema, String group)
      throws SQLException {
    String sql = "SELECT group_number FROM " + schema.table("group") + " WHERE group_name = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, group);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  private static boolean insert(Connection connection, Schema schema, String group)
      throws SQLException {
    String sql =
        schema
            .dialect()
            .ifAbsent("INSERT INTO " + schema.table("group") + " (group_name) VALUES (?)");
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, group);
      return Inserts.isNew(schema.dialect(), insert);
    }
  }
}
