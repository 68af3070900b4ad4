/**
 * The engine on an Apache Kafka cluster, or on anything that speaks its protocol.
 *
 * <pre>
 *   KafkaProvider ── kafka://… ──► KafkaEngine ─┬─ admin        topics, groups, the cluster's settings
 *                     settings                  ├─ publish      a producer each
 *                                               ├─ transaction  a transactional producer each
 *                                               └─ consume      a consumer each
 *                     cluster, translation: what all of them look at, and speak
 * </pre>
 *
 * <p>Batching, retries, sequences, groups and transactions are Kafka's and its clients'; here is
 * only what makes them keep the contract of {@link dev.waybill.engine}, and say so where they
 * cannot.
 */
@NullMarked
package dev.waybill.kafka;

import org.jspecify.annotations.NullMarked;
