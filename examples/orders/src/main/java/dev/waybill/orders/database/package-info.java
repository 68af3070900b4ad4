/**
 * The books of payment and inventory as tables of a database.
 *
 * <pre>
 *   DatabaseAddress ─► RunDatabase ─┬─ PostgresProcess   a server for one run, or the user's own
 *   (what was asked)   (the parent) └─ TableAddress ───► the child: DatabaseBooks ─► ShopTables
 *
 *   accounts          user_id, opening_cents, balance_cents
 *   charges           entry, order_id, user_id, user_sequence, amount_cents, run, at_millis
 *   stock             sku, opening_quantity, quantity
 *   stock_movements   entry, order_id, user_id, user_sequence, line, sku, quantity, run, at_millis
 * </pre>
 *
 * <p>{@link dev.waybill.orders.database.DatabaseBooks} is the code to copy. An order has no unique
 * key in {@code charges}: it would turn a second charge into an error, and hide what the auditor
 * looks for. {@code entry} counts up in the order in which rows are inserted.
 */
@NullMarked
package dev.waybill.orders.database;

import org.jspecify.annotations.NullMarked;
