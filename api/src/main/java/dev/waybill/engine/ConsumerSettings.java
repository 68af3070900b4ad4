package dev.waybill.engine;

import dev.waybill.message.StartPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How an engine is to consume.
 *
 * @param group the group to join; empty: broadcast, every partition, no positions
 * @param topics what to read; all must exist
 * @param isolation whether messages of open and aborted transactions are seen
 * @param startAt where a partition without a committed position begins
 * @param maxBatchMessages bound on messages of one partition in one poll
 * @param maxBatchBytes bound on bytes of one partition in one poll; a larger message comes alone
 * @param sessionTimeout a member of which nothing is heard for so long loses its partitions
 * @param listener told of partitions given and taken
 */
public record ConsumerSettings(
    Optional<String> group,
    Set<String> topics,
    Isolation isolation,
    StartPosition startAt,
    int maxBatchMessages,
    int maxBatchBytes,
    Duration sessionTimeout,
    AssignmentListener listener) {

  public ConsumerSettings {
    topics = Set.copyOf(topics);
  }
}
