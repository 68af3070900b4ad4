package dev.waybill.jdbc.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the next rows of a lane, in two steps.
 *
 * <pre>
 *   1. ids, key hashes and sizes of the first rows ── cut where the bytes are enough ──► upTo
 *   2. the rows with ids ≤ upTo, as they are now    ── those of 1, and what came before one of them
 * </pre>
 *
 * <p>Invariants, on which the order per key rests:
 *
 * <ul>
 *   <li>a row's id was drawn while its writer held the key's lock, and the lock is held until the
 *       commit is visible: whoever sees a row could have seen all earlier ones of its key;
 *   <li>every read begins at the lane's first row. There is no "last id": an id that was taken
 *       early and committed late lies before it;
 *   <li>a snapshot may be made while transactions commit, and MariaDB's is then not of one moment:
 *       it may show a row and not the one that was committed before it. The second step, which
 *       begins when the first has ended, shows both.
 * </ul>
 */
final class RowReader {

  private final OutboxTables tables;

  RowReader(OutboxTables tables) {
    this.tables = tables;
  }

  /** What the first step saw. */
  private record Seen(Set<Long> ids, Map<Long, Long> lastIdByKey, long upTo) {

    boolean wants(long id, long keyHash) {
      Long last = lastIdByKey.get(keyHash);
      return ids.contains(id) || (last != null && id < last);
    }
  }

  /**
   * The first rows of the lane that pass the filter, in the order of their ids.
   *
   * @param maxRows at most that many, but for a few that belong before one of them
   * @param maxBytes about as many bytes; at least one row
   */
  List<OutboxRow> read(Connection connection, int lane, Filter filter, int maxRows, long maxBytes)
      throws SQLException {
    Seen seen = look(connection, lane, filter, maxRows, maxBytes);
    if (seen.ids().isEmpty()) {
      return List.of();
    }
    String sql =
        "SELECT id, nonce, topic, key_hash, message_key, message_value, attachments FROM "
            + tables.rows()
            + " WHERE lane = ? AND id <= ?"
            + conditions(filter)
            + " ORDER BY id";
    List<OutboxRow> rows = new ArrayList<>(seen.ids().size());
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, lane);
      select.setLong(2, seen.upTo());
      bind(select, 3, filter);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          long id = found.getLong(1);
          long keyHash = found.getLong(4);
          if (seen.wants(id, keyHash)) {
            Attachments attachments = Attachments.decode(found.getBytes(7));
            rows.add(
                new OutboxRow(
                    new RowId(id, found.getLong(2)),
                    found.getString(3),
                    keyHash,
                    found.getBytes(5),
                    found.getBytes(6),
                    attachments.headers(),
                    attachments.createTopicWith()));
          }
        }
      }
    }
    return rows;
  }

  private Seen look(Connection connection, int lane, Filter filter, int maxRows, long maxBytes)
      throws SQLException {
    String sql =
        "SELECT id, key_hash, size_bytes FROM "
            + tables.rows()
            + " WHERE lane = ?"
            + conditions(filter)
            + " ORDER BY id LIMIT ?";
    Set<Long> ids = new HashSet<>();
    Map<Long, Long> lastIdByKey = new HashMap<>();
    long upTo = 0;
    long bytes = 0;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, lane);
      select.setInt(bind(select, 2, filter), maxRows);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          bytes += found.getLong(3);
          if (bytes > maxBytes && !ids.isEmpty()) {
            break;
          }
          upTo = found.getLong(1);
          ids.add(upTo);
          lastIdByKey.put(found.getLong(2), upTo);
        }
      }
    }
    return new Seen(ids, lastIdByKey, upTo);
  }

  private static String conditions(Filter filter) {
    StringBuilder sql = new StringBuilder();
    if (filter.onlyKey() != null) {
      sql.append(" AND key_hash = ?");
    }
    if (filter.onlyTopic() != null) {
      sql.append(" AND topic = ?");
    }
    if (!filter.withoutKeys().isEmpty()) {
      sql.append(" AND key_hash NOT IN (")
          .append(Placeholders.of(Placeholders.room(filter.withoutKeys().size())))
          .append(')');
    }
    if (!filter.withoutTopics().isEmpty()) {
      sql.append(" AND topic NOT IN (")
          .append(Placeholders.of(Placeholders.room(filter.withoutTopics().size())))
          .append(')');
    }
    return sql.toString();
  }

  /** Returns the next parameter's index. */
  private static int bind(PreparedStatement select, int first, Filter filter) throws SQLException {
    int index = first;
    if (filter.onlyKey() != null) {
      select.setLong(index++, filter.onlyKey());
    }
    if (filter.onlyTopic() != null) {
      select.setString(index++, filter.onlyTopic());
    }
    List<Long> keys = filter.withoutKeys();
    for (int i = 0; !keys.isEmpty() && i < Placeholders.room(keys.size()); i++) {
      select.setLong(index++, keys.get(Math.min(i, keys.size() - 1)));
    }
    List<String> topics = filter.withoutTopics();
    for (int i = 0; !topics.isEmpty() && i < Placeholders.room(topics.size()); i++) {
      select.setString(index++, topics.get(Math.min(i, topics.size() - 1)));
    }
    return index;
  }
}
