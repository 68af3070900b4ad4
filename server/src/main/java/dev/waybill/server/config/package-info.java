/**
 * Kafka's names of settings, and what they are here.
 *
 * <pre>
 *   retention.ms ──────┐  TopicConfigs: the one table of topic settings
 *   log.retention.ms ──┴────► TopicSettings
 *   a properties file ──────► NodeProperties: each name has an effect, has no meaning on one
 *                             node (KafkaNames), or is unknown
 * </pre>
 */
@NullMarked
package dev.waybill.server.config;

import org.jspecify.annotations.NullMarked;
