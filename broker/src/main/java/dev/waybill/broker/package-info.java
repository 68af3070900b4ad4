/**
 * Who decides: one deterministic thread in front of the log.
 *
 * <pre>
 *   any thread --Broker--> CommandQueue --> CoreLoop: Core   --DiskRound--> DiskLoop: Disk --> log
 *       ^                                      |  ^                            |
 *       |                                      |  +-- written, synced, finished, failed
 *       +-- futures, completed by the core ----+
 *
 *   readers: PartitionView --> snapshot of offsets, then the log, without asking the core
 * </pre>
 *
 * <p>This package holds the two threads and the queue between them; everything below it is driven
 * from outside and starts none.
 */
@NullMarked
package dev.waybill.broker;

import org.jspecify.annotations.NullMarked;
