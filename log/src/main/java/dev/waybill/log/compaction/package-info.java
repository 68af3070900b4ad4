/**
 * Of every key the latest message stays: one pass over one partition's closed segments, beside
 * everything else.
 *
 * <pre>
 *   CompactionPlan (is it due?) ──► CompactionPass ──► CompactionOrder ──► PartitionLog.carryOut
 *                                      │
 *     dirty part ──► KeyScan ──► LatestOffsets (bounded)
 *     all segments ──► BatchCleaner (asks LatestOffsets, PartitionFacts) ──► GroupWriter ──► draft
 *   CleanPoints: up to where, since when; saved with the checkpoint
 * </pre>
 */
@NullMarked
package dev.waybill.log.compaction;

import org.jspecify.annotations.NullMarked;
