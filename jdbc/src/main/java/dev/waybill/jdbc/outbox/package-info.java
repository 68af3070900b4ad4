/**
 * A state change and the message that tells of it, in one database transaction.
 *
 * <pre>
 *   the application's transaction                  a relay, one thread for each of its lanes
 *   ─────────────────────────────                  ─────────────────────────────────────────
 *   UPDATE …                                       LaneKeeper   leases, by the database's clock
 *   Outbox.publish                                 LaneWorker   when: steps, sleeps, backs off
 *     OutboxMessage   the bytes                    LaneRelay    what: settle, read, publish, remove
 *     RowWriter       key's lock, then id            RowReader, RowRemover      the table
 *   COMMIT ──────► table outbox ──── bell ───────►   LaneSink ─┬ TransactionalSink ── ProgressTopic
 *                                                              └ PublisherSink
 *                                                    Blocked       what the engine refuses
 * </pre>
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>A row's id is drawn under its key's lock, which is held until the commit is visible. So for
 *       one key, order of ids = order of commits, whatever the order for the table.
 *   <li>Nothing remembers a "last id": every read begins at a lane's first row. What was taken
 *       early and committed late is found.
 *   <li>A row is removed when it is durable in the engine, and by its id alone, never by a range.
 *   <li>With transactions: a batch and the record that names its rows are committed together, and
 *       the next batch begins when those rows are removed. So whoever takes the lane over and has
 *       fenced the last owner knows from the last record which rows are published.
 *   <li>Leases only say who tries. Fencing makes sure: what a relay does that lost its lease fails
 *       as a whole, or had been done before the new owner looked.
 *   <li>A row is known by id and nonce: an id that a database hands out again is another row.
 *   <li>What is refused keeps the rows of its key behind it, and nobody else's.
 * </ol>
 */
@NullMarked
package dev.waybill.jdbc.outbox;

import org.jspecify.annotations.NullMarked;
