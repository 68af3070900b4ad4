package dev.waybill.runtime.explain;

import java.util.List;

/**
 * One way of messages: from a publisher through one or more subscriptions, each of which writes the
 * topic that the next one reads.
 */
record Route(String name, PublishHop publisher, List<ConsumeHop> consumers) {

  Route {
    consumers = List.copyOf(consumers);
  }

  ConsumeHop lastConsumer() {
    return consumers.get(consumers.size() - 1);
  }
}
