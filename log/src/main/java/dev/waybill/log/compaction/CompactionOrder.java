package dev.waybill.log.compaction;

import dev.waybill.log.compaction.CleanPoints.CleanPoint;
import java.util.List;
import java.util.Optional;

/**
 * Part of a pass, to be carried out by the thread that may change the partition; in the order in
 * which the pass gave them out.
 *
 * @param pass the number of the pass
 * @param replacements oldest first
 * @param clean with the last part: what is clean now
 */
public record CompactionOrder(
    long pass, List<Replacement> replacements, Optional<CleanPoint> clean) {}
