/**
 * Moving messages and positions from any engine to any other.
 *
 * <pre>
 *   source ──► Survey     what is to be moved: positions first, then where each partition ends
 *   target ──► Session    one transactional id per target: an older migration ends here
 *   both   ──► Comparison what the target has is the source's beginning, message by message, or
 *                         nothing is written
 *   source ──► Copying    the rest, in transactions ──► target
 *   target ──► Verification  read again from its start: count and checksum
 *   target ◄── Positions  the same message is the next one, forward only
 * </pre>
 *
 * <p>The target is the only record of progress: the n-th visible message of a partition there is
 * the n-th visible message of the source's partition. A {@link dev.waybill.runtime.migrate.Track}
 * goes along a partition through all the steps, so that the source is read once.
 */
@NullMarked
package dev.waybill.runtime.migrate;

import org.jspecify.annotations.NullMarked;
