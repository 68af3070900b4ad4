package dev.waybill.jdbc.dialect;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** INSERTs that return the rows they have inserted. */
final class ReturnedIds {

  /** Rows in a statement: fewer texts to prepare than batches have sizes, and no limit is met. */
  private static final int MOST_ROWS = 1_000;

  private ReturnedIds() {}

  static boolean[] isNew(List<byte[]> hashes, ResultSet inserted) throws SQLException {
    Set<ByteBuffer> returned = new HashSet<>();
    while (inserted.next()) {
      returned.add(ByteBuffer.wrap(inserted.getBytes(1)));
    }
    boolean[] isNew = new boolean[hashes.size()];
    for (int i = 0; i < isNew.length; i++) {
      isNew[i] = returned.contains(ByteBuffer.wrap(hashes.get(i)));
    }
    return isNew;
  }

  /** Inserts many rows by one statement. */
  static boolean[] insert(
      Dialect dialect, Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    List<boolean[]> parts = new ArrayList<>();
    for (int from = 0; from < hashes.size(); from += MOST_ROWS) {
      List<byte[]> part = hashes.subList(from, Math.min(from + MOST_ROWS, hashes.size()));
      String sql =
          dialect.ifAbsent(IdRows.insert(dialect, table, part.size())) + " RETURNING id_hash";
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        IdRows.set(insert, group, part);
        try (ResultSet inserted = insert.executeQuery()) {
          parts.add(isNew(part, inserted));
        }
      }
    }
    return IdRows.join(parts, hashes.size());
  }
}
