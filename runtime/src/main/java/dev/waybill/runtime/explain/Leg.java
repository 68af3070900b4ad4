package dev.waybill.runtime.explain;

import dev.waybill.Relay;
import java.util.Optional;

/**
 * A part of a route: through one topic to one subscription.
 *
 * @param source what publishes to the topic: the route's publisher, or the last relay on the way
 * @param relay what carries the messages to the topic, out of an outbox
 */
record Leg(PublishHop source, Optional<Relay> relay, ConsumeHop consumer) {}
