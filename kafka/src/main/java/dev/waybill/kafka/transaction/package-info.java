/**
 * Messages to several partitions and positions of a group, all or nothing.
 *
 * <pre>
 *   open ─► initTransactions: fences the older session, ends what it had open
 *   begin ─► publish … ─► commitPositions (with the member's epoch) ─┬─► commitTransaction
 *                                                                    └─► abortTransaction
 * </pre>
 */
@NullMarked
package dev.waybill.kafka.transaction;

import org.jspecify.annotations.NullMarked;
