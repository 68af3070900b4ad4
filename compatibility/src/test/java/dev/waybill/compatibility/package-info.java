/**
 * The server under clients that nobody here wrote: Kafka's command-line tools, Kafka Streams,
 * kafkajs and librdkafka, each as its users run it; and beside a released Apache Kafka, request by
 * request.
 *
 * <pre>
 *   test ──► a process of theirs ──► WaybillServer  a process of ours
 *                              └──► ApacheKafka    the same request, for comparison
 * </pre>
 */
@NullMarked
package dev.waybill.compatibility;

import org.jspecify.annotations.NullMarked;
