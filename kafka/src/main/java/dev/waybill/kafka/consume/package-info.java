/**
 * Messages out, through a Kafka consumer each.
 *
 * <pre>
 *   KafkaReader ── Turn: one thread at a time
 *     ├─ Polling ─► KafkaConsumer.poll ─┬─ messages ─► Records ─► Partitions ─► Polled
 *     │     │                           ├─ callbacks ─► GroupAssignment ─► AssignmentListener
 *     │     │                           └─ OutOfRange: goes on within what is still there
 *     │     └─ Assignment.settle: what was assigned gets its place (Places)
 *     ├─ Membership   who we are, and whether we still are: positions are claimed in its name
 *     └─ Commits      a claim, sent once
 *
 *   assigned by Kafka ─► arriving (paused) ── committed position read, settled ──► ours, onAssigned
 *                            │                                                      │
 *                            └──────────── revoked, lost ◄──────────────────────────┘ onRevoked, onLost
 * </pre>
 *
 * <p>A partition is not ours before its committed position is certain: what an open transaction of
 * its last owner is about to commit would otherwise be processed again.
 */
@NullMarked
package dev.waybill.kafka.consume;

import org.jspecify.annotations.NullMarked;
