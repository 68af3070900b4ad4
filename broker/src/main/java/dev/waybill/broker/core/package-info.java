/**
 * The one thread that decides, as something to be driven: commands in, disk rounds and answers out.
 *
 * <pre>
 *                  +-- TopicDesk ---------+
 *   command --> Core -- AppendDesk -------+--> Ledger (what is known)
 *                  +-- TransactionDesk ---+--> Rounds (what waits for the disk) --> DiskRound
 *                  +-- GroupDesk ---------+--> Replies (what may be said now)
 *                       Housekeeping: marks, checkpoints, snapshots, retention ride along
 *
 *   Recovery: journal and partitions --> Ledger --> Core
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Nothing is answered before the round that holds its journal records is synced, reads of the
 *       same state included.
 *   <li>A heartbeat waits for the records of its own group only: a slow disk expels nobody.
 *   <li>Code of callers runs last, or guarded: what it throws changes nothing here.
 *   <li>A journal record is written after the partitions of its round are synced; a marker after
 *       its decision; the note that a decision is done after its markers.
 *   <li>Everything that can refuse a command comes before anything it changes.
 * </ul>
 */
@NullMarked
package dev.waybill.broker.core;

import org.jspecify.annotations.NullMarked;
