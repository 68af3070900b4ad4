/**
 * Messages in, through a Kafka producer.
 *
 * <pre>
 *   publish ─► Sender ─► KafkaProducer (batches, retries, sequences) ─► cluster
 *                │            └─ its I/O thread ─► Sent ─► PublishCompletion: done, failed, unknown
 *                └─ what fails before the message was taken is thrown, and told to nobody else
 *
 *   guarantee        acks  sequences  in flight
 *   at-most-once     0     no         many       never sent again
 *   not idempotent   all   no         1          so that a retry keeps the order
 *   else             all   yes        5          the cluster drops repeats and keeps the order
 * </pre>
 *
 * <p>There is no acks=1: a leader that dies right after its answer takes the message with it, which
 * is less than "written" says. Who asks to be answered when written is answered when the in-sync
 * replicas have it.
 */
@NullMarked
package dev.waybill.kafka.publish;

import org.jspecify.annotations.NullMarked;
