/**
 * What a topic is: its name rules, its settings, and how a partition of it is named.
 *
 * <pre>
 *   TopicDescription = id + name (TopicName's rules) + TopicSettings
 *                              |                          | partitions, CleanupPolicy,
 *                              |                          | Retention, Compaction,
 *                              |                          | Segments, Timestamps
 *                              +---- TopicPartition ------+   "orders-3"
 * </pre>
 */
@NullMarked
package dev.waybill.broker.topic;

import org.jspecify.annotations.NullMarked;
