package dev.waybill.jdbc.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * INSERTs whose count tells. Most batches are new as a whole, and one statement says so; if it
 * inserted fewer rows than it was given, it is taken back and repeated row by row.
 */
final class CountedIds {

  private static final int MOST_ROWS = 1_000;

  private CountedIds() {}

  static boolean[] insert(
      Dialect dialect, Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    List<boolean[]> parts = new ArrayList<>();
    for (int from = 0; from < hashes.size(); from += MOST_ROWS) {
      List<byte[]> part = hashes.subList(from, Math.min(from + MOST_ROWS, hashes.size()));
      parts.add(insertPart(dialect, connection, table, group, part));
    }
    return IdRows.join(parts, hashes.size());
  }

  private static boolean[] insertPart(
      Dialect dialect, Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    String sql = dialect.ifAbsent(IdRows.insert(dialect, table, hashes.size()));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      IdRows.set(insert, group, hashes);
      if (insert.executeUpdate() == hashes.size()) {
        connection.releaseSavepoint(before);
        boolean[] all = new boolean[hashes.size()];
        Arrays.fill(all, true);
        return all;
      }
    }
    connection.rollback(before);
    connection.releaseSavepoint(before);
    return rowByRow(dialect, connection, table, group, hashes);
  }

  static boolean[] rowByRow(
      Dialect dialect, Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    boolean[] isNew = new boolean[hashes.size()];
    String sql = dialect.ifAbsent(IdRows.insert(dialect, table, 1));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < isNew.length; i++) {
        IdRows.set(insert, group, List.of(hashes.get(i)));
        isNew[i] = Inserts.isNew(dialect, insert);
      }
    }
    return isNew;
  }
}
