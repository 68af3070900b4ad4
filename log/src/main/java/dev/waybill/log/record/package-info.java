/**
 * Record batches in memory: Kafka's format v2, encoded and decoded here without any Kafka class.
 *
 * <pre>
 *   publisher ──► BatchBuilder ──► ByteBuffer ──► RecordBatch (header, CRC) ──► RecordCursor
 *                                      └────────► RecordBatches (several, back to back)
 *   transaction end ──► ControlRecords ──► ByteBuffer
 * </pre>
 *
 * Nothing here touches a disk; bytes that are no batch are an {@link
 * dev.waybill.log.record.InvalidBatchException}.
 */
@NullMarked
package dev.waybill.log.record;

import org.jspecify.annotations.NullMarked;
