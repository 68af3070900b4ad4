package dev.waybill.kafka.admin;

import dev.waybill.kafka.cluster.Cluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes on the leaders' disks. Asking takes rights on the cluster that an application need not
 * have, so that not knowing is an answer.
 */
final class Sizes {

  private static final Logger LOG = LoggerFactory.getLogger(Sizes.class);

  private Sizes() {}

  /** By partition's number; partitions of which nothing is known are missing. */
  static Map<Integer, Long> of(Cluster cluster, TopicDescription topic) {
    Set<Integer> leaders =
        topic.partitions().stream()
            .map(TopicPartitionInfo::leader)
            .filter(leader -> leader != null && !leader.isEmpty())
            .map(Node::id)
            .collect(Collectors.toSet());
    Map<Integer, Map<TopicPartition, Long>> byBroker = new HashMap<>();
    cluster
        .admin()
        .describeLogDirs(leaders)
        .descriptions()
        .forEach((broker, asked) -> byBroker.put(broker, replicas(broker, asked)));
    Map<Integer, Long> sizes = new HashMap<>();
    for (TopicPartitionInfo partition : topic.partitions()) {
      Node leader = partition.leader();
      Long size =
          leader == null
              ? null
              : byBroker
                  .getOrDefault(leader.id(), Map.of())
                  .get(new TopicPartition(topic.name(), partition.partition()));
      if (size != null) {
        sizes.put(partition.partition(), size);
      }
    }
    return sizes;
  }

  private static Map<TopicPartition, Long> replicas(
      int broker, KafkaFuture<Map<String, LogDirDescription>> asked) {
    Map<TopicPartition, Long> sizes = new HashMap<>();
    try {
      for (LogDirDescription directory :
          asked.toCompletionStage().toCompletableFuture().join().values()) {
        directory
            .replicaInfos()
            .forEach(
                (partition, replica) -> {
                  if (!replica.isFuture()) {
                    sizes.put(partition, replica.size());
                  }
                });
      }
    } catch (CompletionException e) {
      LOG.debug(
          "Broker {} does not tell the sizes of its replicas; they count as unknown", broker, e);
    }
    return sizes;
  }
}
