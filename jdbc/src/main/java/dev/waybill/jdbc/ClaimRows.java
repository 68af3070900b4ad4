package dev.waybill.jdbc;

import dev.waybill.jdbc.connection.ShortTransactions;
import dev.waybill.jdbc.dialect.Inserts;
import dev.waybill.jdbc.schema.Schema;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The table of claims, one statement and one transaction at a time. Thread-safe.
 *
 * <p>One transaction each, because InnoDB answers an INSERT that finds its key taken with a shared
 * lock: two that went on to update the row would each wait for the other.
 */
final class ClaimRows {

  private static final int CLAIMED = 0;
  private static final int DONE = 1;
  private static final int MOST_FORGOTTEN = 10_000;

  /** One message of one group. */
  record Key(int group, ByteBuffer hash) {}

  /**
   * A row that is there.
   *
   * @param over its time is up, by the database's clock
   */
  record Found(boolean done, long claimant, boolean over) {}

  private final ShortTransactions transactions;
  private final Schema schema;
  private final String table;
  private final String clock;
  private final long maxAgeMillis;
  private final long claimMillis;
  private final Map<String, Integer> groups = new ConcurrentHashMap<>();

  private ClaimRows(
      ShortTransactions transactions, Schema schema, long maxAgeMillis, long claimMillis) {
    this.transactions = transactions;
    this.schema = schema;
    this.table = schema.table("claim");
    this.clock = schema.dialect().clockMillis();
    this.maxAgeMillis = maxAgeMillis;
    this.claimMillis = claimMillis;
  }

  static ClaimRows open(DatabaseAccess database, long maxAgeMillis, long claimMillis) {
    Schema schema = database.openSchema();
    return new ClaimRows(
        new ShortTransactions(database.dataSource(), schema.dialect()),
        schema,
        maxAgeMillis,
        claimMillis);
  }

  Key key(String group, String id) {
    Integer number = groups.get(group);
    if (number == null) {
      number = GroupNames.numberOf(transactions, schema, GroupNames.checked(group));
      groups.put(group, number);
    }
    return new Key(number, ByteBuffer.wrap(MessageIds.hash(id)));
  }

  /** False if there is a row. */
  boolean insert(Key key, long claimant) {
    return insert(key, CLAIMED, claimant, claimMillis);
  }

  private boolean insert(Key key, int state, long claimant, long millis) {
    return run(connection -> insert(connection, key, state, claimant, millis));
  }

  private boolean insert(Connection connection, Key key, int state, long claimant, long millis)
      throws SQLException {
    String sql =
        schema
            .dialect()
            .ifAbsent(
                "INSERT INTO "
                    + table
                    + " (group_number, id_hash, state, claimant, keep_until) VALUES (?, ?, ?, ?, "
                    + clock
                    + " + ?)");
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, key.group());
      insert.setBytes(2, key.hash().array());
      insert.setInt(3, state);
      insert.setLong(4, claimant);
      insert.setLong(5, millis);
      return Inserts.isNew(schema.dialect(), insert);
    }
  }

  Optional<Found> find(Key key) {
    String sql =
        "SELECT state, claimant, CASE WHEN keep_until < "
            + clock
            + " THEN 1 ELSE 0 END FROM "
            + table
            + " WHERE group_number = ? AND id_hash = ?";
    return run(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, key.group());
            select.setBytes(2, key.hash().array());
            try (ResultSet rows = select.executeQuery()) {
              return rows.next()
                  ? Optional.of(
                      new Found(rows.getInt(1) == DONE, rows.getLong(2), rows.getInt(3) == 1))
                  : Optional.empty();
            }
          }
        });
  }

  /** A compare-and-set on the row's time being up; false if somebody was quicker. */
  boolean takeOver(Key key, long claimant) {
    String sql =
        "UPDATE "
            + table
            + " SET state = ?, claimant = ?, keep_until = "
            + clock
            + " + ? WHERE group_number = ? AND id_hash = ? AND keep_until < "
            + clock;
    return run(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, CLAIMED);
            update.setLong(2, claimant);
            update.setLong(3, claimMillis);
            update.setInt(4, key.group());
            update.setBytes(5, key.hash().array());
            return update.executeUpdate() == 1;
          }
        });
  }

  /** False if somebody has claimed the message just now, and completes it as well. */
  boolean complete(Key key) {
    // The row is gone if the claim had run out and its next owner released it.
    return update(key) || insert(key, DONE, 0, maxAgeMillis) || update(key);
  }

  private boolean update(Key key) {
    String sql =
        "UPDATE "
            + table
            + " SET state = ?, keep_until = "
            + clock
            + " + ? WHERE group_number = ? AND id_hash = ?";
    return run(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, DONE);
            update.setLong(2, maxAgeMillis);
            update.setInt(3, key.group());
            update.setBytes(4, key.hash().array());
            return update.executeUpdate() == 1;
          }
        });
  }

  /** False if it is not that claimant's any more. */
  boolean release(Key key, long claimant) {
    String sql =
        "DELETE FROM "
            + table
            + " WHERE group_number = ? AND id_hash = ? AND claimant = ? AND state = ?";
    return run(
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setInt(1, key.group());
            delete.setBytes(2, key.hash().array());
            delete.setLong(3, claimant);
            delete.setInt(4, CLAIMED);
            return delete.executeUpdate() == 1;
          }
        });
  }

  int forget() {
    String sql =
        schema
            .dialect()
            .deleteSome(table, "group_number, id_hash", "keep_until < " + clock, MOST_FORGOTTEN);
    return run(
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(sql)) {
            return delete.executeUpdate();
          }
        });
  }

  private <R> R run(ShortTransactions.Work<R> work) {
    return transactions.run("the table " + table + " could not be asked", work);
  }
}
