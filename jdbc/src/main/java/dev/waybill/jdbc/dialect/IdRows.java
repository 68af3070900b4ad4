package dev.waybill.jdbc.dialect;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The rows of an INSERT of message ids. */
final class IdRows {

  private IdRows() {}

  static String insert(Dialect dialect, String table, int rows) {
    String row = "(?, ?, " + dialect.clockMillis() + ")";
    return "INSERT INTO "
        + table
        + " (group_number, id_hash, stamp) VALUES "
        + row
        + (", " + row).repeat(rows - 1);
  }

  static void set(PreparedStatement insert, int group, List<byte[]> hashes) throws SQLException {
    int parameter = 1;
    for (byte[] hash : hashes) {
      insert.setInt(parameter++, group);
      insert.setBytes(parameter++, hash);
    }
  }

  static boolean[] join(List<boolean[]> parts, int length) {
    boolean[] all = new boolean[length];
    int at = 0;
    for (boolean[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
