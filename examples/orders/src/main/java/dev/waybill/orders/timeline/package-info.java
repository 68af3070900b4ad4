/**
 * A picture of a run: what was delivered when, where it was killed, what came again.
 *
 * <pre>
 *   Evidence ─► TimelineModel (counts per 50 ms, spans, marks) ─► TimelineSvg (a document)
 * </pre>
 */
@NullMarked
package dev.waybill.orders.timeline;

import org.jspecify.annotations.NullMarked;
