package dev.waybill.jdbc.outbox;

import dev.waybill.jdbc.dialect.KeyLocking;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages into the caller's transaction.
 *
 * <p>Invariant: the lock of a message's key is taken before its id is drawn, and held until the
 * transaction has ended. So for one key the order of ids is the order of commits, and nobody needs
 * to wait for a transaction but the writers of its keys.
 *
 * <pre>
 *   PostgreSQL        one statement: advisory lock of the slot ── bell ── id from the sequence
 *   MariaDB, MySQL,   SELECT … FOR UPDATE of the slot's row, then INSERT
 *   H2
 *   SQLite            INSERT: there is one writer at a time
 * </pre>
 */
final class RowWriter {

  private static final String COLUMNS =
      "lane, key_hash, nonce, topic, message_key, message_value, attachments, size_bytes, created";

  private final OutboxTables tables;
  private final int lanes;

  RowWriter(OutboxTables tables, int lanes) {
    this.tables = tables;
    this.lanes = lanes;
  }

  void write(Connection connection, OutboxMessage message) throws SQLException {
    lock(connection, message);
    boolean locksItself = locksItself(message);
    try (PreparedStatement insert = connection.prepareStatement(insert(locksItself))) {
      bind(insert, message, locksItself);
      insert.executeUpdate();
    }
  }

  /**
   * Writes messages, of each key in their order. Takes the locks in an order of their own, so that
   * transactions that write everything by one call never wait for one another in a circle.
   */
  void writeAll(Connection connection, List<OutboxMessage> messages) throws SQLException {
    List<OutboxMessage> sorted = new ArrayList<>(messages);
    sorted.sort(Comparator.comparing(OutboxMessage::isKeyed).thenComparingInt(OutboxMessage::slot));
    int next = 0;
    while (next < sorted.size()) {
      boolean locksItself = locksItself(sorted.get(next));
      try (PreparedStatement insert = connection.prepareStatement(insert(locksItself))) {
        int lockedSlot = -1;
        int from = next;
        for (; next < sorted.size() && locksItself(sorted.get(next)) == locksItself; next++) {
          OutboxMessage message = sorted.get(next);
          if (message.isKeyed() && message.slot() != lockedSlot) {
            // Ids are drawn when the batch runs: everything before belongs to other slots.
            lock(connection, message);
            lockedSlot = message.slot();
          }
          bind(insert, message, locksItself);
          insert.addBatch();
        }
        if (next > from) {
          insert.executeBatch();
        }
      }
    }
  }

  private void lock(Connection connection, OutboxMessage message) throws SQLException {
    if (!message.isKeyed()) {
      return; // in order with nothing
    }
    switch (tables.dialect().keyLocking()) {
      case LOCKED_ROW -> lockSlot(connection, message.slot());
      case ADVISORY_LOCK, SINGLE_WRITER -> {}
    }
  }

  private void lockSlot(Connection connection, int slot) throws SQLException {
    String sql =
        "SELECT slot FROM " + tables.slots() + " WHERE slot = ?" + tables.dialect().forUpdate();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, slot);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException(
              "expected row "
                  + slot
                  + " of 0 to "
                  + (KeyHash.SLOTS - 1)
                  + " in "
                  + tables.slots()
                  + ", found none; nothing was written: the schema was not created completely");
        }
      }
    }
  }

  private boolean locksItself(OutboxMessage message) {
    return message.isKeyed() && tables.dialect().keyLocking() == KeyLocking.ADVISORY_LOCK;
  }

  private String insert(boolean locksItself) {
    return switch (tables.dialect().keyLocking()) {
      case ADVISORY_LOCK -> PostgresInsert.sql(tables, COLUMNS, locksItself);
      case LOCKED_ROW, SINGLE_WRITER ->
          "INSERT INTO "
              + tables.rows()
              + " ("
              + COLUMNS
              + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
              + tables.dialect().clockMillis()
              + ")";
    };
  }

  private void bind(PreparedStatement insert, OutboxMessage message, boolean locksItself)
      throws SQLException {
    int lane = KeyHash.lane(message.keyHash(), lanes);
    int index = 1;
    if (tables.dialect().keyLocking() == KeyLocking.ADVISORY_LOCK) {
      index = PostgresInsert.bind(insert, tables, message, lane, locksItself);
    }
    insert.setInt(index++, lane);
    insert.setLong(index++, message.keyHash());
    insert.setLong(index++, ThreadLocalRandom.current().nextLong());
    insert.setString(index++, message.topic());
    setBytes(insert, index++, message.key());
    insert.setBytes(index++, message.value());
    setBytes(insert, index++, message.attachments());
    insert.setInt(index, message.sizeBytes());
  }

  private static void setBytes(PreparedStatement insert, int index, byte @Nullable [] bytes)
      throws SQLException {
    if (bytes == null) {
      insert.setNull(index, Types.BINARY);
    } else {
      insert.setBytes(index, bytes);
    }
  }
}
