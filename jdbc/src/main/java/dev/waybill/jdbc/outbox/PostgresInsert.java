package dev.waybill.jdbc.outbox;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * PostgreSQL's way of writing a row, in one round trip.
 *
 * <pre>
 *   turn   advisory lock of the slot, until the transaction ends
 *   bell   if the lane's relay sleeps, a NOTIFY that wakes it at the commit; else a shared lock that
 *          keeps it from falling asleep before the transaction has ended. See {@link PostgresBell}
 *   INSERT … SELECT nextval(…) FROM turn, bell     the id is drawn when both are done
 * </pre>
 *
 * <p>NOTIFY is not done every time because transactions that did it commit one after the other.
 */
final class PostgresInsert {

  private PostgresInsert() {}

  static String sql(OutboxTables tables, String columns, boolean keyed) {
    return "WITH "
        + (keyed ? "turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(?, ?)), " : "")
        + "bell AS MATERIALIZED (SELECT CASE WHEN pg_try_advisory_xact_lock_shared(?, ?) THEN ''"
        + " ELSE CAST(pg_notify(?, ?) AS text) END"
        + (keyed ? " FROM turn" : "")
        + ") INSERT INTO "
        + tables.rows()
        + " (id, "
        + columns
        + ") SELECT nextval('"
        + tables.ids()
        + "'), CAST(? AS integer), CAST(? AS bigint), CAST(? AS bigint), CAST(? AS text),"
        + " CAST(? AS bytea), CAST(? AS bytea), CAST(? AS bytea), CAST(? AS integer), "
        + tables.dialect().clockMillis()
        + " FROM "
        + (keyed ? "turn, bell" : "bell");
  }

  /** Returns the next parameter's index. */
  static int bind(
      PreparedStatement insert, OutboxTables tables, OutboxMessage message, int lane, boolean keyed)
      throws SQLException {
    int index = 1;
    if (keyed) {
      insert.setInt(index++, PostgresLocks.ofSlots(tables));
      insert.setInt(index++, message.slot());
    }
    insert.setInt(index++, PostgresLocks.ofBells(tables));
    insert.setInt(index++, lane);
    insert.setString(index++, PostgresLocks.channel(tables));
    insert.setString(index++, Integer.toString(lane));
    return index;
  }
}
