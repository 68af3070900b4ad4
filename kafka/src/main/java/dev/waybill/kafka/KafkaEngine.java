package dev.waybill.kafka;

import dev.waybill.admin.Groups;
import dev.waybill.admin.Topics;
import dev.waybill.engine.Capabilities;
import dev.waybill.engine.Capability;
import dev.waybill.engine.Caution;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineConsumer;
import dev.waybill.engine.EnginePublisher;
import dev.waybill.engine.EngineTransactions;
import dev.waybill.engine.PublisherSettings;
import dev.waybill.engine.TransactionSettings;
import dev.waybill.kafka.admin.Cautions;
import dev.waybill.kafka.admin.KafkaGroups;
import dev.waybill.kafka.admin.KafkaTopics;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.consume.KafkaConsumers;
import dev.waybill.kafka.publish.KafkaPublisher;
import dev.waybill.kafka.transaction.KafkaTransactions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The engine on a cluster. Closing it closes everything it opened, and leaves the cluster be. */
public final class KafkaEngine implements Engine {

  static final String NAME = "kafka";

  private static final Set<Capability> CAN =
      EnumSet.complementOf(EnumSet.of(Capability.PUBLISH_SYNCED));

  private final Cluster cluster;
  private final Capabilities capabilities;
  private final Cautions cautions;
  private final Topics topics;
  private final Groups groups;
  private final KafkaConsumers consumers;
  private final Set<KafkaPublisher> publishers = ConcurrentHashMap.newKeySet();
  private final Set<KafkaTransactions> sessions = ConcurrentHashMap.newKeySet();

  /** An engine on that cluster, which it closes. */
  KafkaEngine(Cluster cluster) {
    this.cluster = cluster;
    this.capabilities = new Capabilities(NAME, CAN, assumptions(cluster));
    this.cautions = new Cautions(cluster);
    this.topics = new KafkaTopics(cluster);
    this.groups = new KafkaGroups(cluster);
    this.consumers = new KafkaConsumers(cluster);
  }

  /** What Kafka does not promise by itself; explained with every plan. */
  private static List<String> assumptions(Cluster cluster) {
    List<String> assumptions =
        new ArrayList<>(
            List.of(
                "acks=all waits for the in-sync replicas' memory, not for their disks: all of them"
                    + " losing power at once loses acknowledged messages",
                "replication.factor ≥ 3 and min.insync.replicas ≥ 2: with fewer, one failure is"
                    + " enough to lose acknowledged messages",
                "unclean.leader.election.enable=false, the default: otherwise an out-of-sync"
                    + " replica may become leader and drop messages",
                "producer state is forgotten after producer.id.expiration.ms (1 day by default):"
                    + " what a publisher that slept for longer sends again is not recognised"));
    if (!cluster.epochPerTransaction()) {
      assumptions.add(
          "this cluster does not give a new epoch with every transaction (transaction.version 2,"
              + " Apache Kafka 4.0): a delayed end of one transaction may end the next"
              + " (KAFKA-17754)");
    }
    return assumptions;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public List<Caution> cautions(Set<String> topics) {
    return cautions.of(topics);
  }

  @Override
  public Topics topics() {
    cluster.requireOpen();
    return topics;
  }

  @Override
  public Groups groups() {
    cluster.requireOpen();
    return groups;
  }

  @Override
  public EnginePublisher publisher(PublisherSettings settings) {
    cluster.requireOpen();
    KafkaPublisher publisher = KafkaPublisher.open(cluster, settings, publishers::remove);
    publishers.add(publisher);
    return publisher;
  }

  @Override
  public EngineTransactions transactions(TransactionSettings settings) {
    cluster.requireOpen();
    KafkaTransactions session = KafkaTransactions.open(cluster, settings, sessions::remove);
    sessions.add(session);
    return session;
  }

  @Override
  public EngineConsumer consumer(ConsumerSettings settings) {
    cluster.requireOpen();
    return consumers.open(settings);
  }

  @Override
  public void close() {
    if (!cluster.beginClose()) {
      return;
    }
    try {
      consumers.close();
      List.copyOf(sessions).forEach(KafkaTransactions::close);
      List.copyOf(publishers).forEach(KafkaPublisher::close);
    } finally {
      cluster.close();
    }
  }
}
