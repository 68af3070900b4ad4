package dev.waybill.server.topic;

import dev.waybill.broker.Broker;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.config.TopicConfigs;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;

/** Changes the settings of one resource, which must be a topic: a node's are given at its start. */
final class TopicAlteration {
  private TopicAlteration() {}

  /**
   * @param change what the settings become; throws an {@link ApiException} when they cannot
   */
  static CompletableFuture<?> apply(
      Broker broker,
      byte resourceType,
      String name,
      boolean validateOnly,
      UnaryOperator<TopicSettings> change) {
    try {
      if (ConfigResource.Type.forId(resourceType) != ConfigResource.Type.TOPIC) {
        throw Errors.INVALID_REQUEST.exception(
            "Expected a topic; the settings of a node are given when it is started.");
      }
      TopicDescription topic =
          broker.topic(name).orElseThrow(Errors.UNKNOWN_TOPIC_OR_PARTITION::exception);
      TopicSettings changed =
          TopicConfigs.within(broker.settings().maxBatchBytes(), change.apply(topic.settings()));
      return validateOnly
          ? CompletableFuture.completedFuture(null)
          : broker.alterTopic(name, changed);
    } catch (ApiException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
