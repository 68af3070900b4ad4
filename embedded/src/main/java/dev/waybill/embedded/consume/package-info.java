/**
 * Messages on their way out.
 *
 * <pre>
 *   Heartbeats (one thread per engine) ──► Membership ◄──nudge── broker's core
 *                                              │ what we may read
 *   poll ──► EmbeddedConsumer ──► Assignment ◄─┘   revoke → tell → confirm, assign → place → tell
 *                  │                  │
 *                  │            PartitionReader      one place, one view of the log
 *                  │                  └─ Decoder     batches → messages; markers and aborted ones
 *                  ▼                                 are passed over
 *                Bell ◄──ring── new data, new assignment, wakeup
 * </pre>
 *
 * <p>A poll with nothing to return sleeps until the bell rings; nothing here looks again by the
 * clock, but for positions that an open transaction is about to move.
 */
@NullMarked
package dev.waybill.embedded.consume;

import org.jspecify.annotations.NullMarked;
