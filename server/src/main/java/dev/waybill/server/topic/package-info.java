/**
 * Topics and what is in them: created, changed, described, deleted, and looked into by time.
 *
 * <p>{@link dev.waybill.server.topic.TopicConfigs} is the one place where Kafka's names of topic
 * settings meet the broker's.
 */
@NullMarked
package dev.waybill.server.topic;

import org.jspecify.annotations.NullMarked;
