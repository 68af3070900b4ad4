/**
 * Messages to several partitions and positions of a group, all or nothing.
 *
 * <pre>
 *   begin ─► publish … (batches of the producer's epoch) ─┬─► commit ─► one journal record, synced
 *            commitPositions … (staged at the broker)     └─► abort
 *                                  every end gives a new epoch: a late request of the old is refused
 * </pre>
 */
@NullMarked
package dev.waybill.embedded.transaction;

import org.jspecify.annotations.NullMarked;
