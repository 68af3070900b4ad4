package dev.waybill.server.group;

import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.server.cluster.TopicCatalog;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/** Topics as positions name them: by name, in the newest versions by id. */
record WirePartitions(TopicCatalog topics, boolean byId) {

  Optional<TopicDescription> find(String name, Uuid id) {
    return byId ? topics.withId(id) : topics.named(name);
  }

  /** What a client is told of a topic that there is not. */
  Errors missing() {
    return byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
  }

  static Optional<TopicPartition> partition(TopicDescription topic, int number) {
    return number < 0 || number >= topic.settings().partitions()
        ? Optional.empty()
        : Optional.of(new TopicPartition(topic.name(), number));
  }
}
