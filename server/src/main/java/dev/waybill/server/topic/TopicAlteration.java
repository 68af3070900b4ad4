package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.cluster.TopicCatalog;
import dev.waybill.server.config.TopicConfigs;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;

/** Changes the settings of one resource, which must be a topic: a node's are given at its start. */
final class TopicAlteration {
  private TopicAlteration() {}

  /**
   * @param defaults of a topic that was not set in any way
   * @param check throws an {@link ApiException} when the request is wrong whatever there is
   * @param change what the settings become; throws an {@link ApiException} when they cannot
   */
  static CompletableFuture<?> apply(
      Broker broker,
      TopicSettings defaults,
      byte resourceType,
      String name,
      boolean validateOnly,
      Runnable check,
      UnaryOperator<TopicSettings> change) {
    try {
      if (ConfigResource.Type.forId(resourceType) != ConfigResource.Type.TOPIC) {
        throw Errors.INVALID_REQUEST.exception(
            "Expected a topic; the settings of a node are given when it is started.");
      }
      check.run();
      Optional<TopicDescription> topic = broker.topic(name);
      if (topic.isEmpty()) {
        checkName(name);
      }
      // What cannot be set of any topic is said first, as by Kafka's controller.
      TopicSettings present = topic.map(TopicDescription::settings).orElse(defaults);
      TopicSettings changed =
          TopicConfigs.within(broker.settings().maxBatchBytes(), change.apply(present));
      if (topic.isEmpty()) {
        throw Errors.UNKNOWN_TOPIC_OR_PARTITION.exception();
      }
      return validateOnly
          ? CompletableFuture.completedFuture(null)
          : broker.alterTopic(name, changed);
    } catch (ApiException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw Errors.INVALID_REQUEST.exception(
          "Expected the name of a topic, found none: no settings are those of all topics.");
    }
    Errors why = TopicCatalog.whyMissing(name);
    if (why != Errors.UNKNOWN_TOPIC_OR_PARTITION) {
      throw why.exception();
    }
  }
}
