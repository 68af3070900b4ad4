package dev.waybill.broker.group;

import dev.waybill.broker.topic.TopicPartition;
import java.time.Duration;
import java.util.SortedSet;

/**
 * What a member must know after a heartbeat.
 *
 * @param memberId the member
 * @param memberEpoch the epoch to send with everything from now on
 * @param assigned the whole set of partitions the member may read. What it holds besides these it
 *     gives up: finish, commit, then heartbeat without them.
 * @param heartbeatInterval when to heartbeat next, at the latest
 */
public record HeartbeatReply(
    String memberId,
    int memberEpoch,
    SortedSet<TopicPartition> assigned,
    Duration heartbeatInterval) {}
