/**
 * Messages out, through a Kafka consumer each.
 *
 * <pre>
 *   KafkaReader.poll ─► KafkaConsumer.poll ─┬─ messages ─► Records ─► Polled
 *        │                                  └─ callbacks ─► GroupAssignment ─► AssignmentListener
 *        └─ settle: what was assigned gets its place ──────────▲
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
