package dev.waybill.kafka.admin;

import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.admin.Topics;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.translation.Answers;
import dev.waybill.kafka.translation.TopicTerms;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The cluster's topics, without those that Kafka keeps for itself. A change is answered when
 * brokers see it and every partition has a leader, so that the next call may use it. Thread-safe.
 */
public final class KafkaTopics implements Topics {

  private final Cluster cluster;
  private final Visibility visibility;

  public KafkaTopics(Cluster cluster) {
    this.cluster = cluster;
    this.visibility = new Visibility(cluster);
  }

  @Override
  public void create(String name, TopicSettings settings) {
    cluster.requireOpen();
    String attempted = "creating topic " + name;
    NewTopic topic =
        new NewTopic(
                name, Optional.of(settings.partitions()), cluster.options().replicationFactor())
            .configs(TopicTerms.toKafka(settings));
    Void unused = Answers.ofChange(attempted, cluster.admin().createTopics(List.of(topic)).all());
    cluster.topics().forget(name);
    awaitLeaders(attempted, "the topic was created", name, settings.partitions());
  }

  @Override
  public boolean createIfMissing(String name, TopicSettings settings) {
    cluster.requireOpen();
    String attempted = "creating topic " + name + " if it is missing";
    if (visibility.look(attempted, name).isPresent()) {
      return false;
    }
    try {
      create(name, settings);
      return true;
    } catch (WaybillException e) {
      if (e.getCause() instanceof TopicExistsException) {
        // Somebody else was faster, and brokers may not know yet: the caller uses it at once.
        boolean seen = visibility.await(attempted, name, Optional::isPresent);
        if (seen) {
          return false;
        }
      }
      throw e;
    }
  }

  @Override
  public void addPartitions(String name, int partitions) {
    cluster.requireOpen();
    String attempted = "adding partitions to topic " + name;
    Void unused =
        Answers.ofChange(
            attempted,
            cluster
                .admin()
                .createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                .all());
    cluster.topics().forget(name);
    awaitLeaders(attempted, "the partitions were added", name, partitions);
  }

  private void awaitLeaders(String attempted, String done, String name, int partitions) {
    if (!visibility.await(attempted, name, Visibility.led(partitions))) {
      throw new RetriableException(
          attempted
              + ": "
              + done
              + "; expected a leader for each of "
              + partitions
              + " partitions within "
              + cluster.options().requestTimeout()
              + ", found fewer. What is published meanwhile waits or fails. Wait, and look at the"
              + " cluster's brokers if it stays so");
    }
    // Answered by the leaders themselves: each of them serves its partitions.
    List<TopicPartition> all = new ArrayList<>(partitions);
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition(name, partition));
    }
    Map<TopicPartition, Long> unused = cluster.offsets().earliest(all);
  }

  @Override
  public void delete(String name) {
    cluster.requireOpen();
    String attempted = "deleting topic " + name;
    Void unused = Answers.ofChange(attempted, cluster.admin().deleteTopics(List.of(name)).all());
    boolean gone = visibility.await(attempted, name, Optional::isEmpty);
    cluster.topics().forget(name);
    if (!gone) {
      throw new RetriableException(
          attempted
              + ": the cluster has taken the order; expected every broker to have forgotten the"
              + " topic within "
              + cluster.options().requestTimeout()
              + ", found some that have not. Wait before creating it anew");
    }
  }

  @Override
  public List<String> list() {
    cluster.requireOpen();
    Set<String> names = Answers.ofQuestion("listing topics", cluster.admin().listTopics().names());
    return names.stream().sorted().toList();
  }

  @Override
  public Optional<TopicDescription> describe(String name) {
    cluster.requireOpen();
    String attempted = "describing topic " + name;
    return visibility
        .look(attempted, name)
        .map(
            topic ->
                new TopicDescription(
                    name, settings(attempted, name, topic.partitions().size()), partitions(topic)));
  }

  /** Who may use a topic need not be allowed to read its settings: then they count as default. */
  private TopicSettings settings(String attempted, String name, int partitions) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    try {
      Map<ConfigResource, Config> found =
          Answers.ofQuestion(attempted, cluster.admin().describeConfigs(List.of(resource)).all());
      return TopicTerms.toApi(
          partitions,
          setting -> {
            Config config = found.get(resource);
            ConfigEntry entry = config == null ? null : config.get(setting);
            return entry == null ? null : entry.value();
          });
    } catch (RejectedException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return TopicTerms.toApi(partitions, setting -> null);
      }
      throw e;
    }
  }

  private List<PartitionDescription> partitions(
      org.apache.kafka.clients.admin.TopicDescription topic) {
    List<TopicPartition> all =
        topic.partitions().stream()
            .map(partition -> new TopicPartition(topic.name(), partition.partition()))
            .toList();
    // In this order no start lies past an end, whatever is published or deleted meanwhile.
    Map<TopicPartition, Long> starts = cluster.offsets().earliest(all);
    Map<TopicPartition, Long> stable = cluster.offsets().stable(all);
    Map<TopicPartition, Long> ends = cluster.offsets().latest(all);
    Map<Integer, Long> sizes = Sizes.of(cluster, topic);
    List<PartitionDescription> partitions = new ArrayList<>(all.size());
    for (TopicPartition partition : all) {
      long start = starts.getOrDefault(partition, 0L);
      long stableEnd = Math.max(start, stable.getOrDefault(partition, start));
      long end = Math.max(stableEnd, ends.getOrDefault(partition, stableEnd));
      partitions.add(
          new PartitionDescription(
              partition.partition(),
              start,
              stableEnd,
              end,
              sizes.getOrDefault(partition.partition(), -1L)));
    }
    return partitions;
  }
}
