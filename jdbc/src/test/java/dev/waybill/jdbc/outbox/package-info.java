/**
 * The outbox, on every kind of database, with the embedded engine.
 *
 * <pre>
 *   OutboxWorld      a database, an engine, an outbox between them
 *   History          what was committed and what was published; names what is wrong with it
 *   Fuse, Fused      a process that dies at its n-th call, before or after it has taken effect
 *   IdCursorRelay    a relay with the usual bug: the history must reject it
 * </pre>
 */
package dev.waybill.jdbc.outbox;
