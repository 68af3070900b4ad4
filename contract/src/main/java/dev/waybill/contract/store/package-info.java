/**
 * A database in memory, for effects that are committed with positions.
 *
 * <pre>
 *   MemoryStore ── open(group) ──► positions and ids of the group
 *        └─ effects: what committed transactions wrote, in the order of their commits
 * </pre>
 */
@NullMarked
package dev.waybill.contract.store;

import org.jspecify.annotations.NullMarked;
