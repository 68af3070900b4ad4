package dev.waybill.runtime.explain;

import java.util.List;

/**
 * One way of messages: from a publisher through one or more subscriptions, each of which writes the
 * topic that the next one reads, or the outbox whose relay does.
 *
 * @param publisher at the start; a relay, if the way begins in an outbox
 */
record Route(String name, PublishHop publisher, List<Leg> legs) {

  Route {
    legs = List.copyOf(legs);
  }

  ConsumeHop lastConsumer() {
    return legs.get(legs.size() - 1).consumer();
  }
}
