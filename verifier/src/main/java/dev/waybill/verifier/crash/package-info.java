/**
 * Crash states: what the disk may hold when the power fails, every legal form of it, and what
 * recovery makes of each.
 *
 * <pre>
 *   WritePath ──writes──► RecordingDisk ──before every operation──► Unsynced
 *       │                                                             │
 *       └─tells─► Ledger ─► Requirement                         CrashStates: names × contents
 *                               │                                     │ each once
 *                               └───────── CrashTrial ◄───────────────┘
 *                                    recover, check, crash inside recovery, recover again
 *
 *   FlipSubject ──every single bit──► FlipSweep ──► FlipCounts
 * </pre>
 *
 * <p>What is legal: the <em>content</em> of a file is durable with its sync, a <em>name</em> with
 * the sync of its directory, neither with the other. Of what is not, any part may have arrived, in
 * any order: see {@link dev.waybill.verifier.crash.Fate}.
 */
@NullMarked
package dev.waybill.verifier.crash;

import org.jspecify.annotations.NullMarked;
