package dev.waybill.server.fetch;

import org.apache.kafka.common.TopicIdPartition;

/**
 * What a client wants of one partition.
 *
 * @param partition by name and id, as far as both are known
 * @param fromOffset the first offset it has not seen
 * @param maxBytes about as much at once
 * @param leaderEpoch the epoch it takes for the present one, -1 if it does not say
 */
record Wanted(TopicIdPartition partition, long fromOffset, int maxBytes, int leaderEpoch) {}
