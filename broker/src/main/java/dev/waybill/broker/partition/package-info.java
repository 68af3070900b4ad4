/**
 * What readers see of a partition, without asking the core.
 *
 * <pre>
 *   offset:  logStart ......... lastStable ......... highWatermark ......... writtenEnd
 *            deleted | READ_COMMITTED | READ_UNCOMMITTED | READ_WRITTEN           |
 *
 *   core --publish--> PublishedPartition (a PartitionView) <--read, onAdvance-- readers
 *   disk --attach---> its log                                    |
 *                     AbortedIndex: what to skip            WakeUps: who waits
 * </pre>
 */
@NullMarked
package dev.waybill.broker.partition;

import org.jspecify.annotations.NullMarked;
