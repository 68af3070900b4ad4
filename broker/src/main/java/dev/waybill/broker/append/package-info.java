/**
 * How a batch gets in: what the publisher waits for, and what it is told.
 *
 * <pre>
 *   append --> placed in memory --> written --> synced
 *                   |                  |           |
 *                 NONE              WRITTEN     SYNCED     Acks: answered here, as Appended
 *   lost by:      kill              power       nothing
 * </pre>
 */
@NullMarked
package dev.waybill.broker.append;

import org.jspecify.annotations.NullMarked;
