package dev.waybill.runtime.explain;

import dev.waybill.Relay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was declared for a relay: what it says of itself, and what it was seen to publish.
 *
 * @param topics the topics it carries so far, its own not among them; whether their messages carry
 *     ids
 * @param retryWindow how long after the first attempt it may still send a message again
 */
public record RelayHop(Relay relay, Map<String, Boolean> topics, Duration retryWindow) {

  public RelayHop {
    topics = Map.copyOf(topics);
  }

  /**
   * @param published what its publishers and transactions declared
   */
  public static RelayHop of(Relay relay, List<PublishHop> published, Duration retryWindow) {
    Map<String, Boolean> topics = new TreeMap<>();
    for (PublishHop hop : published) {
      if (!hop.topic().startsWith(relay.ownTopics())) {
        topics.merge(hop.topic(), hop.hasId(), Boolean::logicalAnd);
      }
    }
    return new RelayHop(relay, topics, retryWindow);
  }
}
