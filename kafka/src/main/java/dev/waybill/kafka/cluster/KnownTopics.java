package dev.waybill.kafka.cluster;

import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import dev.waybill.kafka.translation.Answers;
import dev.waybill.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * How many partitions topics have. A topic is asked for once, and again when a partition is used
 * that it did not have then: Kafka's own clients would wait for a missing one until their time is
 * up. Thread-safe.
 */
public final class KnownTopics {

  private final Admin admin;
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

  KnownTopics(Admin admin) {
    this.admin = admin;
  }

  /**
   * Checks that the partition exists.
   *
   * @param attempted what is being done, as the start of a sentence
   * @throws RejectedException it does not
   */
  public void require(String attempted, TopicPartition partition) {
    Integer known = partitions.get(partition.topic());
    if (known != null && partition.partition() < known) {
      return;
    }
    int found = ask(attempted, partition.topic());
    if (partition.partition() >= found) {
      throw new RejectedException(
          attempted
              + ": expected an existing partition, found a topic with "
              + found
              + " partitions, numbered from 0; nothing was done. Correct the number, or add"
              + " partitions");
    }
  }

  /**
   * How many partitions the topic has now.
   *
   * @throws RejectedException there is no such topic
   */
  public int ask(String attempted, String topic) {
    KafkaFuture<Integer> asked =
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .thenApply(found -> found.values().iterator().next().partitions().size());
    try {
      int found = Answers.ofQuestion(attempted, asked);
      partitions.put(topic, found);
      return found;
    } catch (WaybillException e) {
      partitions.remove(topic);
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof InvalidTopicException) {
        throw new RejectedException(
            attempted
                + ": expected an existing topic, found none named '"
                + topic
                + "'; nothing was done. Create the topic first, or correct the name",
            e.getCause());
      }
      throw e;
    }
  }

  /** It was deleted, or made anew. */
  public void forget(String topic) {
    partitions.remove(topic);
  }
}
