package dev.waybill.jdbc.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Who relays which lane, by the database's clock.
 *
 * <pre>
 *   FREE ── take: epoch + 1 ──► HELD ── renew ──► HELD
 *     ▲                          │ release, or held_until has passed
 *     └──────────────────────────┘
 * </pre>
 *
 * <p>A lease decides who tries. That nobody else succeeds is the engine's to say: the lane's
 * transactional id fences who had it before. So a lease that two believe in costs time and no
 * message.
 *
 * <p>All methods want a connection in autocommit.
 */
final class LaneLeases {

  private final OutboxTables tables;

  LaneLeases(OutboxTables tables) {
    this.tables = tables;
  }

  int count(Connection connection) throws SQLException {
    String sql = "SELECT COUNT(*) FROM " + tables.lanes();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  /** The lane, if it is free. */
  Optional<Lease> take(Connection connection, int lane, String owner, Duration length)
      throws SQLException {
    long sentNanos = System.nanoTime();
    String clock = tables.dialect().clockMillis();
    String sql =
        "UPDATE "
            + tables.lanes()
            + " SET owner = ?, epoch = epoch + 1, held_until = "
            + clock
            + " + ? WHERE lane = ? AND held_until < "
            + clock;
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, owner);
      update.setLong(2, length.toMillis());
      update.setInt(3, lane);
      if (update.executeUpdate() == 0) {
        return Optional.empty();
      }
    }
    String select = "SELECT epoch FROM " + tables.lanes() + " WHERE lane = ? AND owner = ?";
    try (PreparedStatement epoch = connection.prepareStatement(select)) {
      epoch.setInt(1, lane);
      epoch.setString(2, owner);
      try (ResultSet rows = epoch.executeQuery()) {
        return rows.next()
            ? Optional.of(new Lease(lane, rows.getLong(1), length, sentNanos))
            : Optional.empty();
      }
    }
  }

  /** False if it is another's by now. */
  boolean renew(Connection connection, Lease lease, String owner, Duration length)
      throws SQLException {
    long sentNanos = System.nanoTime();
    String sql =
        "UPDATE "
            + tables.lanes()
            + " SET held_until = "
            + tables.dialect().clockMillis()
            + " + ? WHERE lane = ? AND owner = ? AND epoch = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, length.toMillis());
      update.setInt(2, lease.lane());
      update.setString(3, owner);
      update.setLong(4, lease.epoch());
      boolean ours = update.executeUpdate() == 1;
      if (ours) {
        lease.renewed(sentNanos);
      }
      return ours;
    }
  }

  /** Free for others at once, if it is still ours. */
  void release(Connection connection, Lease lease, String owner) throws SQLException {
    String sql =
        "UPDATE "
            + tables.lanes()
            + " SET owner = NULL, held_until = 0 WHERE lane = ? AND owner = ? AND epoch = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setInt(1, lease.lane());
      update.setString(2, owner);
      update.setLong(3, lease.epoch());
      update.executeUpdate();
    }
  }

  /**
   * What names this outbox among all that use one engine: drawn once, by whoever asks first. Two
   * outboxes of one name would fence each other.
   */
  String identity(Connection connection) throws SQLException {
    Optional<String> drawn = drawnIdentity(connection);
    if (drawn.isPresent()) {
      return drawn.get();
    }
    String draw =
        "UPDATE " + tables.lanes() + " SET identity = ? WHERE lane = 0 AND identity IS NULL";
    try (PreparedStatement update = connection.prepareStatement(draw)) {
      update.setString(1, UUID.randomUUID().toString().substring(0, 13));
      update.executeUpdate();
    }
    return drawnIdentity(connection)
        .orElseThrow(
            () -> new SQLException("expected lane 0 in " + tables.lanes() + ", found none"));
  }

  /** The same, if it was drawn. Changes nothing: in anybody's transaction. */
  Optional<String> drawnIdentity(Connection connection) throws SQLException {
    String sql = "SELECT identity FROM " + tables.lanes() + " WHERE lane = 0";
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }
}
