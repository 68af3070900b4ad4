/**
 * Transactions on the wire, as producers speak of them since KIP-890 (partitions join as they are
 * written, the epoch moves with every end) and as they did before (partitions are announced, the
 * epoch stays).
 *
 * <p>An end is answered when the next transaction may begin.
 */
@NullMarked
package dev.waybill.server.transaction;

import org.jspecify.annotations.NullMarked;
