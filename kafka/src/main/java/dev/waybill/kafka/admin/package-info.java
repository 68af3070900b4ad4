/**
 * Topics and groups of the cluster, in the API's words.
 *
 * <pre>
 *   KafkaTopics ─┬─ Visibility      waits until brokers see what was changed
 *                └─ Sizes           bytes of the leaders' replicas, where that may be asked
 *   KafkaGroups ─── GroupPositions  committed positions that no open transaction holds
 *   Cautions ────┬─ FactsReader     how cluster and topics are set up ──► ClusterFacts, TopicFacts
 *                └─ ClusterJudge, TopicJudge   what that means for promises; pure
 * </pre>
 */
@NullMarked
package dev.waybill.kafka.admin;

import org.jspecify.annotations.NullMarked;
