/**
 * What a cluster is opened with, and what Kafka's clients are told of it.
 *
 * <pre>
 *   kafka://b1:9092,b2:9092?name=value ─► KafkaOptions ─┬─► of ours: openTimeout, replicationFactor, …
 *                                                       └─► of Kafka's clients: security.protocol, …
 *                                             ClientProperties ─► admin, producer, consumer
 * </pre>
 */
@NullMarked
package dev.waybill.kafka.settings;

import org.jspecify.annotations.NullMarked;
