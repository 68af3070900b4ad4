/**
 * The way in: values become bytes, keys become partitions, answers become receipts.
 *
 * <pre>
 *   publish(message) ─ Envelope: codec, key, id ─► TopicRoute ─► EnginePublisher ─► PendingReceipt
 *   transaction ────── the same ────────────────────────────► EngineTransactions
 * </pre>
 *
 * <p>Batching, retries and sequences are the engine's: it alone knows what was stored.
 */
@NullMarked
package dev.waybill.runtime.publish;

import org.jspecify.annotations.NullMarked;
