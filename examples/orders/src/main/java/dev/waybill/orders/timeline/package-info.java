/**
 * A picture of a run: what was delivered when, where it was killed, what came again.
 *
 * <pre>
 *   Evidence, AuditReport ─► TimelineModel ─► TimelineSvg ─► SvgWriter
 *                            counts, spans     lanes, marks    elements
 * </pre>
 */
@NullMarked
package dev.waybill.orders.timeline;

import org.jspecify.annotations.NullMarked;
