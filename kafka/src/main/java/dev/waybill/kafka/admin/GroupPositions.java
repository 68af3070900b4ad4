package dev.waybill.kafka.admin;

import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.translation.Answers;
import dev.waybill.kafka.translation.Words;
import dev.waybill.message.TopicPartition;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The committed positions of a group, to look at; or to go on from. Then one that an open
 * transaction is about to move is not told: reading from the old one would process again what that
 * transaction commits. Such a partition is asked for again until its transaction has ended.
 */
final class GroupPositions {

  private static final long NOTHING_COMMITTED = -1;

  private final Cluster cluster;

  GroupPositions(Cluster cluster) {
    this.cluster = cluster;
  }

  /** All that are committed now, whatever open transactions are about to do. */
  Map<TopicPartition, Long> committed(String attempted, String group) {
    Map<TopicPartition, Long> committed = new TreeMap<>();
    ask(attempted, group, new ListConsumerGroupOffsetsSpec(), false)
        .forEach(
            (partition, at) ->
                committed.put(
                    Words.toApi(partition), at == null ? NOTHING_COMMITTED : at.offset()));
    return committed;
  }

  /**
   * The next offset to be delivered in each of the partitions, −1 where nothing was committed.
   *
   * @throws RetriableException a transaction holds one of them for longer than the request timeout
   * @throws RejectedException one may not be read
   */
  Map<TopicPartition, Long> settled(
      String attempted, String group, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> settled = new TreeMap<>();
    Set<TopicPartition> open = new TreeSet<>(partitions);
    boolean all =
        open.isEmpty()
            || Visibility.until(
                cluster.options().requestTimeout(),
                () -> {
                  // Kafka's client leaves out partitions that were answered with an error.
                  ask(attempted, group, only(open), true)
                      .forEach((partition, at) -> settle(settled, open, partition, at));
                  if (!open.isEmpty()) {
                    requireReadable(attempted, group, open);
                  }
                  return open.isEmpty();
                });
    if (!all) {
      throw new RetriableException(
          attempted
              + ": expected the positions of group "
              + group
              + " to be settled within "
              + cluster.options().requestTimeout()
              + ", found open transactions that are about to move those of "
              + open
              + "; nothing was read or changed. Try again after the transactions have ended, at the"
              + " latest when they time out");
    }
    return settled;
  }

  private static void settle(
      Map<TopicPartition, Long> settled,
      Set<TopicPartition> open,
      org.apache.kafka.common.TopicPartition partition,
      @Nullable OffsetAndMetadata at) {
    TopicPartition found = Words.toApi(partition);
    if (open.remove(found)) {
      settled.put(found, at == null ? NOTHING_COMMITTED : at.offset());
    }
  }

  /**
   * A partition left out even where transactions do not matter is one that may not be looked at.
   */
  private void requireReadable(String attempted, String group, Set<TopicPartition> open) {
    Set<TopicPartition> hidden = new TreeSet<>(open);
    hidden.removeAll(Words.toApi(ask(attempted, group, only(open), false).keySet()));
    if (!hidden.isEmpty()) {
      throw new RejectedException(
          attempted
              + ": expected to be told the positions of group "
              + group
              + " in "
              + hidden
              + ", found that the cluster tells none; nothing was read or changed. Have the"
              + " principal allowed to describe those topics, or use another");
    }
  }

  private static ListConsumerGroupOffsetsSpec only(Set<TopicPartition> partitions) {
    return new ListConsumerGroupOffsetsSpec().topicPartitions(Words.toKafka(partitions));
  }

  private Map<org.apache.kafka.common.TopicPartition, @Nullable OffsetAndMetadata> ask(
      String attempted, String group, ListConsumerGroupOffsetsSpec spec, boolean settled) {
    return Answers.ofQuestion(
        attempted,
        cluster
            .admin()
            .listConsumerGroupOffsets(
                Map.of(group, spec), new ListConsumerGroupOffsetsOptions().requireStable(settled))
            .partitionsToOffsetAndMetadata(group));
  }
}
