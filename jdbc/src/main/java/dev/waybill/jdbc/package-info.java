/**
 * Effects in the user's database, exactly once; it knows the API only, and runs on every engine.
 *
 * <pre>
 *   Inbox (EffectStore) ── open ──► InboxSession ── transaction ──► InboxTransaction
 *     │                               positions, ids to forget        lock, ids, move, commit
 *     │                                                                └─► DatabaseTransaction: the handler's
 *   JdbcDeduplicationStore: claims for handlers at least once, whose effects are elsewhere
 *     │
 *     └─► schema (the tables)   connection (borrow, guard, give back)   dialect (what databases differ in)
 * </pre>
 *
 * <p>The tables belong to the user, and so do the connections: nothing here keeps one, changes its
 * isolation, or runs DDL unless it is told to.
 */
@NullMarked
package dev.waybill.jdbc;

import org.jspecify.annotations.NullMarked;
