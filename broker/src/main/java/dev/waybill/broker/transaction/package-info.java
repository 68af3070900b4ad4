/**
 * All or nothing: the sessions of transactional producers, and what a partition knows of their
 * transactions.
 *
 * <pre>
 *   batches ----> open in partitions ---+
 *   positions --> staged in groups -----+--> one journal record: committed or aborted
 *                                                   | synced
 *                                                   v
 *                                       markers in the partitions, redone after a crash
 * </pre>
 */
@NullMarked
package dev.waybill.broker.transaction;

import org.jspecify.annotations.NullMarked;
