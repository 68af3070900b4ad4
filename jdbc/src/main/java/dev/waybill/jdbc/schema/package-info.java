/**
 * The tables, as plain versioned SQL per dialect.
 *
 * <pre>
 *   resources: schema/DIALECT/V1.sql, V2.sql …  ─► Schema ─┬─ sql()     to print, for Flyway and others
 *                                                          ├─ create()  run what is newer than found
 *                                                          └─ check()   expected version = found version
 * </pre>
 *
 * <pre>
 *   waybill_schema       the versions that were applied
 *   waybill_position     one row for each group, topic and partition
 *   waybill_group        a number for each group, so that the many rows of the next two stay small
 *   waybill_message_id   one row for each message whose publisher may repeat it, until it is old
 *   waybill_claim        one row for each message of a de-duplication store, until it is old
 *   waybill_outbox       one row for each message that is committed and not yet published
 *   waybill_outbox_lane  one row for each lane of the outbox: who relays it, and until when
 *   waybill_outbox_slot  what writers of a key lock, where the database has no other locks
 * </pre>
 */
@NullMarked
package dev.waybill.jdbc.schema;

import org.jspecify.annotations.NullMarked;
