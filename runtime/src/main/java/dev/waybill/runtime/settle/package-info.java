/**
 * Book-keeping of deliveries, without threads, clocks or engines.
 *
 * <pre>
 *   delivered ─┬─ ended well ──► SettledPrefix ──► the position that may be committed
 *              └─ failed ──────► RetryQueue ─────► the same key again, later, in order
 * </pre>
 */
@NullMarked
package dev.waybill.runtime.settle;

import org.jspecify.annotations.NullMarked;
