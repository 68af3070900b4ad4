/**
 * Looks at segment files as they lie on disk, for an operator: reads only, opens nothing for
 * writing, and goes on past damage as far as it can.
 *
 * <pre>
 *   waybill dump PATH ──► SegmentDump ──► Visitor.batch(DumpedBatch) …, Visitor.segment(DumpedSegment)
 * </pre>
 */
@NullMarked
package dev.waybill.log.dump;

import org.jspecify.annotations.NullMarked;
