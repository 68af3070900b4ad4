/**
 * Where a message goes: a topic's partitions, and which of them a key belongs to.
 *
 * <pre>
 *   Topic ──► TopicDirectory ──► TopicRoute ──► TopicPartition
 *             exists? create       key? murmur2 : a few at a time to each
 * </pre>
 */
@NullMarked
package dev.waybill.runtime.topic;

import org.jspecify.annotations.NullMarked;
