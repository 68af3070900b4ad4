package dev.waybill.kafka.admin;

import dev.waybill.error.RejectedException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.error.WaybillException;
import dev.waybill.kafka.admin.TopicFacts.Copies;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.translation.Answers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Reads how cluster and topics are set up. What the principal may not read, or an old cluster
 * cannot say, becomes a fact as well; only a cluster that does not answer is a failure.
 */
final class FactsReader {

  private static final String ATTEMPTED = "reading the settings of the cluster and its topics";
  private static final String METADATA_FEATURE = "metadata.version";

  /** 3.7-IV0: from then on the minimum in sync is at most the replication factor. */
  private static final int LIMITS_MIN_IN_SYNC = 15;

  private final Cluster cluster;
  private final Visibility visibility;

  FactsReader(Cluster cluster) {
    this.cluster = cluster;
    this.visibility = new Visibility(cluster);
  }

  ClusterFacts cluster() {
    Collection<Node> brokers =
        Answers.ofQuestion(ATTEMPTED, cluster.admin().describeCluster().nodes());
    List<TopicFacts> own = new ArrayList<>();
    own.add(
        ownTopic(
            brokers,
            ClusterFacts.POSITIONS,
            "offsets.topic.replication.factor",
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
    own.add(
        ownTopic(
            brokers,
            ClusterFacts.TRANSACTIONS,
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr"));
    return new ClusterFacts(brokers.size(), limitsMinInSync(), cluster.epochPerTransaction(), own);
  }

  /** Old clusters have no features at all. */
  private boolean limitsMinInSync() {
    try {
      FinalizedVersionRange range =
          Answers.ofQuestion(ATTEMPTED, cluster.admin().describeFeatures().featureMetadata())
              .finalizedFeatures()
              .get(METADATA_FEATURE);
      return range != null && range.maxVersionLevel() >= LIMITS_MIN_IN_SYNC;
    } catch (UnsupportedException e) {
      return false;
    }
  }

  /** Topics that do not exist are passed over. */
  List<TopicFacts> topics(Collection<String> names) {
    List<TopicFacts> found = new ArrayList<>();
    for (String name : names) {
      topic(name).ifPresent(found::add);
    }
    return found;
  }

  private Optional<TopicFacts> topic(String name) {
    List<String> unread = new ArrayList<>();
    Optional<Optional<TopicDescription>> seen =
        unlessRefused(unread, () -> visibility.look(ATTEMPTED, name));
    if (seen.equals(Optional.of(Optional.empty()))) {
      return Optional.empty();
    }
    Map<String, String> settings =
        unlessRefused(unread, () -> settings(ConfigResource.Type.TOPIC, name)).orElse(Map.of());
    List<Copies> partitions =
        seen.flatMap(topic -> topic).map(FactsReader::copies).orElse(List.of());
    return Optional.of(new TopicFacts(name, partitions, settings, unread.stream().findFirst()));
  }

  private static List<Copies> copies(TopicDescription topic) {
    return topic.partitions().stream().map(FactsReader::copies).toList();
  }

  private static Copies copies(TopicPartitionInfo partition) {
    Node leader = partition.leader();
    return new Copies(
        partition.partition(),
        partition.replicas().size(),
        partition.isr().size(),
        leader != null && !leader.isEmpty());
  }

  /** A topic that is made when it is first needed: until then, as the brokers will make it. */
  private TopicFacts ownTopic(
      Collection<Node> brokers, String name, String replicationFactor, String minInSync) {
    return topic(name).orElseGet(() -> planned(brokers, name, replicationFactor, minInSync));
  }

  private TopicFacts planned(
      Collection<Node> brokers, String name, String replicationFactor, String minInSync) {
    List<String> unread = new ArrayList<>();
    Map<String, String> settings =
        unlessRefused(
                unread,
                () -> {
                  String any = brokers.iterator().next().idString();
                  return settings(ConfigResource.Type.BROKER, any);
                })
            .orElse(Map.of());
    String replicas = settings.get(replicationFactor);
    String minimum = settings.get(minInSync);
    return new TopicFacts(
        name,
        replicas == null
            ? List.of()
            : List.of(new Copies(0, Integer.parseInt(replicas), Integer.parseInt(replicas), true)),
        minimum == null ? Map.of() : Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, minimum),
        unread.stream().findFirst());
  }

  private Map<String, String> settings(ConfigResource.Type type, String name) {
    ConfigResource resource = new ConfigResource(type, name);
    Map<ConfigResource, Config> found =
        Answers.ofQuestion(ATTEMPTED, cluster.admin().describeConfigs(List.of(resource)).all());
    Map<String, String> settings = new HashMap<>();
    found
        .values()
        .forEach(
            config ->
                config
                    .entries()
                    .forEach(
                        entry -> {
                          if (entry.value() != null) {
                            settings.put(entry.name(), entry.value());
                          }
                        }));
    return settings;
  }

  /** Who may use a topic need not be allowed to read how it is set up. */
  private static <T> Optional<T> unlessRefused(List<String> unread, Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (RejectedException | UnsupportedException e) {
      unread.add(why(e));
      return Optional.empty();
    }
  }

  private static String why(WaybillException e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : cause.getClass().getSimpleName();
  }
}
