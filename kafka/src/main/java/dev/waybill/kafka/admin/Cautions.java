package dev.waybill.kafka.admin;

import dev.waybill.engine.Caution;
import dev.waybill.kafka.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Kafka does not promise under the settings that it has: read from the cluster each time,
 * since others may change them at any moment. Thread-safe.
 */
public final class Cautions {

  private final Cluster cluster;
  private final FactsReader reader;

  public Cautions(Cluster cluster) {
    this.cluster = cluster;
    this.reader = new FactsReader(cluster);
  }

  /**
   * As {@link dev.waybill.engine.Engine#cautions}.
   *
   * @throws dev.waybill.error.RetriableException the cluster did not answer in time
   */
  public List<Caution> of(Set<String> topics) {
    cluster.requireOpen();
    ClusterFacts facts = reader.cluster();
    List<Caution> cautions = new ArrayList<>(ClusterJudge.of(facts));
    reader
        .topics(new TreeSet<>(topics))
        .forEach(topic -> cautions.addAll(TopicJudge.of(facts, topic)));
    return cautions;
  }
}
