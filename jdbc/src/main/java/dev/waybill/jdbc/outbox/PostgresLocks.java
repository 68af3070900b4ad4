package dev.waybill.jdbc.outbox;

/**
 * Names of advisory locks and of the channel. They are a database's, whatever the schema: outboxes
 * of one prefix in two schemas share them, which costs a wait or an idle wake-up and nothing else.
 */
final class PostgresLocks {

  private PostgresLocks() {}

  /** First half of the locks of slots. */
  static int ofSlots(OutboxTables tables) {
    return ("waybill slots of " + tables.rows()).hashCode();
  }

  /** First half of the locks of bells. */
  static int ofBells(OutboxTables tables) {
    return ("waybill bells of " + tables.rows()).hashCode();
  }

  /** Where writers notify; the payload is the lane. */
  static String channel(OutboxTables tables) {
    return "waybill_outbox_" + Integer.toHexString(tables.rows().hashCode());
  }
}
