/**
 * Payment and inventory of the orders pipeline, with their books in a PostgreSQL server of our own,
 * done in several ways.
 *
 * <pre>
 *   OrdersFill ─► topics ─► Approach: exactly-once, at-least-once, a transaction a message … ─┐
 *                                                        BareInserts: no messages at all ─────┴► tables
 *
 *   RelayLoad, RelayLatencyLoad    rows of an outbox ─► OutboxRelay ─► a topic
 * </pre>
 */
@NullMarked
package dev.waybill.benchmarks.database;

import org.jspecify.annotations.NullMarked;
