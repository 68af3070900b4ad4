/**
 * Who may publish: producer ids and epochs, and the sequence numbers that make a repeated batch
 * harmless.
 *
 * <pre>
 *   batch (ProducerIdentity, sequence) --> PartitionProducers: one ProducerState per id
 *                                              older epoch    -> fenced
 *                                              next sequence  -> stored, remembered as StoredBatch
 *                                              a remembered one -> the first answer again
 *                                              anything else  -> out of order
 * </pre>
 */
@NullMarked
package dev.waybill.broker.producer;

import org.jspecify.annotations.NullMarked;
