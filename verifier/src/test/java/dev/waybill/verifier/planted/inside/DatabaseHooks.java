package dev.waybill.verifier.planted.inside;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What planted bugs do to a database instead of the right thing. */
public final class DatabaseHooks {
  private static final int DUPLICATE_KEY = 23505;
  private static long lastId;

  private DatabaseHooks() {}

  /** Looks first, and inserts what it has not seen. */
  public static Object selectThenInsert(
      Object dialect, Object connection, Object table, int group, Object hashes)
      throws SQLException {
    List<?> all = (List<?>) hashes;
    boolean[] isNew = new boolean[all.size()];
    for (int i = 0; i < isNew.length; i++) {
      byte[] hash = (byte[]) all.get(i);
      isNew[i] = isAbsent((Connection) connection, (String) table, group, hash);
      if (isNew[i]) {
        insert((Connection) connection, (String) table, group, hash);
      }
    }
    return isNew;
  }

  private static boolean isAbsent(Connection connection, String table, int group, byte[] hash)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT COUNT(*) FROM " + table + " WHERE group_number = ? AND id_hash = ?")) {
      select.setInt(1, group);
      select.setBytes(2, hash);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() && rows.getInt(1) == 0;
      }
    }
  }

  private static void insert(Connection connection, String table, int group, byte[] hash)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + table + " (group_number, id_hash, stamp) VALUES (?, ?, 0)")) {
      insert.setInt(1, group);
      insert.setBytes(2, hash);
      insert.executeUpdate();
    } catch (SQLException e) {
      if (e.getErrorCode() != DUPLICATE_KEY) {
        throw e;
      }
    }
  }

  /** A relay that remembers the last id and looks at no row before it. */
  public static Object behindTheCursor(Object rows) throws ReflectiveOperationException {
    List<Object> behind = new ArrayList<>();
    long last = lastId;
    for (Object row : (List<?>) rows) {
      Method idOf = row.getClass().getDeclaredMethod("id");
      idOf.setAccessible(true);
      long id = (Long) idOf.invoke(row);
      if (id >= lastId) {
        behind.add(row);
        last = Math.max(last, id);
      }
    }
    lastId = last;
    return behind;
  }
}
