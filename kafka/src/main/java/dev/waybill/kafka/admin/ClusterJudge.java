package dev.waybill.kafka.admin;

import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;

/** What a cluster's own settings mean for promises that rest on it. Pure. */
final class ClusterJudge {

  private final ClusterFacts cluster;
  private final List<Caution> cautions = new ArrayList<>();

  private ClusterJudge(ClusterFacts cluster) {
    this.cluster = cluster;
  }

  static List<Caution> of(ClusterFacts cluster) {
    ClusterJudge judge = new ClusterJudge(cluster);
    judge.brokers();
    judge.epochs();
    cluster.ownTopics().forEach(judge::ownTopic);
    return List.copyOf(judge.cautions);
  }

  private void brokers() {
    if (cluster.brokers() == 1) {
      warn(
          Concern.KEEPING,
          "the cluster has one broker: while it is away nothing is published or read, and what its"
              + " disk loses is lost; run three, and keep three copies of every topic");
    }
  }

  private void epochs() {
    if (!cluster.epochPerTransaction()) {
      warn(
          Concern.TRANSACTIONS,
          "the cluster gives no new epoch with every transaction (it has no transaction.version of 2"
              + " or later): a delayed end of one transaction may end the next (KAFKA-17754);"
              + " upgrade it to 4.0 or later and finalize that feature");
    }
  }

  private void ownTopic(TopicFacts topic) {
    Concern concern =
        topic.name().equals(ClusterFacts.TRANSACTIONS) ? Concern.TRANSACTIONS : Concern.POSITIONS;
    String kept =
        concern == Concern.TRANSACTIONS ? "the states of transactions" : "committed positions";
    topic
        .unread()
        .ifPresent(
            why ->
                warn(
                    concern,
                    "the settings of "
                        + topic.name()
                        + " could not be read ("
                        + why
                        + "), so that nothing is known of how safe "
                        + kept
                        + " are; have the principal allowed to describe it and its configuration"));
    if (topic.replicas().isEmpty()) {
      return;
    }
    int replicas = topic.replicas().get();
    long minimum = topic.number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).orElse(1L);
    if (replicas < minimum && !cluster.limitsMinInSync()) {
      cautions.add(
          Caution.general(
              Severity.ERROR,
              concern,
              topic.name()
                  + " has min.insync.replicas="
                  + minimum
                  + " and a replication factor of "
                  + replicas
                  + ": "
                  + kept
                  + " cannot be stored; raise the replication factor, or lower the minimum to it"));
    } else if (cluster.brokers() > 1 && replicas == 1) {
      warn(
          concern,
          topic.name()
              + " has a replication factor of 1: "
              + kept
              + " are lost with the one broker that keeps them, and unreachable while it is away;"
              + " raise it to 3");
    } else if (cluster.brokers() > 1 && minimum <= 1) {
      warn(
          concern,
          topic.name()
              + " has min.insync.replicas="
              + minimum
              + ": "
              + kept
              + " are acknowledged when one broker has them, and are lost with it while the others"
              + " lag; raise it to 2");
    }
  }

  private void warn(Concern concern, String sentence) {
    cautions.add(Caution.general(Severity.WARNING, concern, sentence));
  }
}
