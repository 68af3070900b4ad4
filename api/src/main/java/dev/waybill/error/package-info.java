/**
 * Failures, named for what the caller can do about them.
 *
 * <pre>
 *   WaybillException
 *     ├─ RetriableException       not done; the same call may succeed later
 *     ├─ FencedException          not done; a newer owner has taken over, or the time was up
 *     ├─ OutcomeUnknownException  done or not done; find out before repeating
 *     ├─ UnsupportedException     not done; this engine or plan cannot give what was asked
 *     ├─ CorruptException         stored bytes are damaged; nothing is served past the damage
 *     └─ RejectedException        not done; the request itself must change
 * </pre>
 */
@NullMarked
package dev.waybill.error;

import org.jspecify.annotations.NullMarked;
