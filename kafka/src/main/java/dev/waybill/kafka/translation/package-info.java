/**
 * Where two vocabularies meet: what Kafka's clients take and throw, and the API's words.
 *
 * <pre>
 *   KafkaException      ── Failures    ──► WaybillException (retriable, fenced, unknown, …)
 *   KafkaFuture         ── Answers     ──► value or WaybillException
 *   a blocking call     ── Blocking    ──► the same, with interrupts and wake-ups put off
 *   TopicPartition      ◄─ Words       ─► TopicPartition
 *   record headers      ◄─ HeaderTerms ─► Headers
 *   topic configuration ◄─ TopicTerms  ─► TopicSettings
 * </pre>
 */
@NullMarked
package dev.waybill.kafka.translation;

import org.jspecify.annotations.NullMarked;
