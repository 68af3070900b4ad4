package dev.waybill.server.fetch;

import java.util.Map;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/**
 * What there is for a fetch at one moment.
 *
 * @param partitions by partition, in the order they were wanted
 * @param bytes of all records
 * @param failed whether a partition could not be read, which its client must hear at once
 */
record Found(Map<TopicIdPartition, PartitionData> partitions, int bytes, boolean failed) {}
