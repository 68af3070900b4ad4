/**
 * Which records of a compacted partition are the latest of their keys.
 *
 * <pre>
 *   dirty part ──keys──► LatestOffsets (bounded) ──► is this record the latest? ──► BatchFilter
 * </pre>
 */
@NullMarked
package dev.waybill.log.compaction;

import org.jspecify.annotations.NullMarked;
