package dev.waybill.jdbc.outbox;

import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.schema.Schema;

/**
 * Where the outbox lies.
 *
 * <pre>
 *   outbox         one row a message that is committed and not yet published
 *   outbox_lane    one row a lane: who relays it, until when by the database's clock
 *   outbox_slot    one row a slot, never changed: what writers of a key lock, where the database has
 *                  no locks of other kinds
 * </pre>
 */
record OutboxTables(Schema schema) {

  /**
   * What the outbox is called among all there are.
   *
   * @param identity as {@link LaneLeases#identity} draws it
   */
  String name(String identity) {
    return rows() + " in " + dialect().name() + " (" + identity + ")";
  }

  Dialect dialect() {
    return schema.dialect();
  }

  String rows() {
    return schema.table("outbox");
  }

  String lanes() {
    return schema.table("outbox_lane");
  }

  String slots() {
    return schema.table("outbox_slot");
  }

  /** Where row ids come from, in databases that ask. */
  String ids() {
    return schema.table("outbox_id");
  }
}
