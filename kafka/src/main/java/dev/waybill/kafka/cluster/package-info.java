/**
 * The cluster as everything here looks at it.
 *
 * <pre>
 *   Cluster ── connect ──► Opening (the first answer) ──► Features ──► which group protocol
 *     ├─ KnownTopics    does that partition exist?      (remembered)
 *     ├─ Offsets        earliest, latest, by time       (asked each time, many partitions at once)
 *     ├─ StartOffsets   what a start position means     (asked of Offsets)
 *     └─ OwnMembers     is that group member one of ours?
 * </pre>
 */
@NullMarked
package dev.waybill.kafka.cluster;

import org.jspecify.annotations.NullMarked;
