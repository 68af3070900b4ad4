package dev.waybill.verifier.crash;

/**
 * What was tried of one write path.
 *
 * @param path its name
 * @param instants before an operation of the trace, or at its end: as many crashes were considered
 * @param operations changes and syncs of the trace
 * @param exhaustive instants of which every state was tried
 * @param sampled instants of which some states were drawn
 * @param mostPending pending operations, at most
 * @param mostPendingExhaustive pending operations, at most, of an instant tried exhaustively
 * @param leastPendingSampled pending operations, at least, of an instant of which only some states
 *     were drawn; 0 when there was none
 * @param states different disks recovered and checked
 * @param equal disks that equalled one that was checked before under the same requirement
 * @param secondLevel disks after a crash inside a recovery, or right behind it
 * @param kills processes killed with the page cache left, intact or clean after a failed sync
 * @param violations disks whose recovery broke a promise
 */
public record PathCounts(
    String path,
    long instants,
    long operations,
    long exhaustive,
    long sampled,
    int mostPending,
    int mostPendingExhaustive,
    int leastPendingSampled,
    long states,
    long equal,
    long secondLevel,
    long kills,
    long violations) {}
