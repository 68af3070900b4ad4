/**
 * Who touches the files: one thread that does what the core hands it, round by round.
 *
 * <pre>
 *   core --DiskRound--> Disk --> partition logs, then the journal
 *     ^                   |
 *     +-- written, synced, finished, failed
 * </pre>
 */
@NullMarked
package dev.waybill.broker.disk;

import org.jspecify.annotations.NullMarked;
