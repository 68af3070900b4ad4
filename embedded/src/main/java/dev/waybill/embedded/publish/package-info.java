/**
 * Messages on their way in: filled on the caller's thread, sent in batches, answered in order.
 *
 * <pre>
 *   caller ──► PartitionQueue ──fill──► open Batch ──full, idle or lingered──► waiting
 *                 │  one lock each, taken per message, contended per batch        │
 *                 │                                                          broker.append
 *                 ▼                                                               │
 *              BatchPool (bounds the bytes, recycles the arrays)             in flight, ≤ 64
 *                                                                                 │
 *   PublishCompletion ◄── Sender thread ◄── answered (posted by the broker's core) ┘
 *                            └─ sends what filled meanwhile, times lingering, retries, deadlines
 * </pre>
 *
 * <p>Every batch carries a producer id and sequence, whatever the settings ask: a refused batch
 * makes the broker refuse those behind it, so that a retry keeps the order and nothing is stored
 * twice.
 */
@NullMarked
package dev.waybill.embedded.publish;

import org.jspecify.annotations.NullMarked;
