/**
 * Where two vocabularies meet: the broker's records and failures, and the API's.
 *
 * <pre>
 *   BrokerException(code) ── Failures ──► WaybillException (retriable, fenced, unknown, …)
 *   CompletableFuture     ── Answers  ──► value or WaybillException
 *   TopicPartition        ◄─ Words    ─► TopicPartition
 * </pre>
 */
@NullMarked
package dev.waybill.embedded.translation;

import org.jspecify.annotations.NullMarked;
