package dev.waybill.server.cluster;

import dev.waybill.broker.Broker;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicName;
import dev.waybill.server.protocol.BrokerErrors;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/** The broker's topics under the protocol's names and ids. Thread-safe, never waits. */
public final class TopicCatalog {
  private final Broker broker;

  public TopicCatalog(Broker broker) {
    this.broker = broker;
  }

  /** Changes whenever {@link #all} does; read it before. */
  public long version() {
    return broker.topicsVersion();
  }

  /** All topics, by name. */
  public List<TopicDescription> all() {
    return broker.topics();
  }

  public Optional<TopicDescription> named(String name) {
    return broker.topic(name);
  }

  public Optional<TopicDescription> withId(Uuid id) {
    return broker.topic(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
  }

  /** A partition as readers see it; empty if there is none, whatever nonsense was asked for. */
  public Optional<PartitionView> view(String topic, int partition) {
    List<PartitionView> views = broker.views(topic);
    return partition >= 0 && partition < views.size()
        ? Optional.of(views.get(partition))
        : Optional.empty();
  }

  /** What a client is told about a name that no topic has. */
  public static Errors whyMissing(String name) {
    try {
      TopicName.check(name);
      return Errors.UNKNOWN_TOPIC_OR_PARTITION;
    } catch (BrokerException e) {
      return BrokerErrors.of(e);
    }
  }

  /** The topic's id as the protocol writes it. */
  public static Uuid idOf(TopicDescription topic) {
    return new Uuid(topic.id().getMostSignificantBits(), topic.id().getLeastSignificantBits());
  }
}
