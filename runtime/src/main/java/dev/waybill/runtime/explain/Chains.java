package dev.waybill.runtime.explain;

import dev.waybill.Guarantee;
import dev.waybill.Relay;
import dev.waybill.Retry;
import dev.waybill.WhenExhausted;
import dev.waybill.effect.Outgoing;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the routes that publishers, relays and subscriptions form.
 *
 * <pre>
 *   publisher → orders ─┬─ payment ──► payments ── ledger     orders → payment
 *                       │                                     orders → payment → payments → ledger
 *                       ├─ shipping ─ outbox ──► parcels      orders → shipping
 *                       │                         └─ mail     orders → shipping → outbox → parcels → mail
 *                       └─ analytics                          orders → analytics
 * </pre>
 */
final class Chains {

  static final String NO_SUBSCRIPTION = "no subscription yet";
  private static final String THEN = " → ";

  private final Set<PublishHop> publishers;
  private final Set<ConsumeHop> consumers;
  private final List<RelayHop> relays;
  private final List<Route> routes = new ArrayList<>();
  private final Set<ConsumeHop> reached = new LinkedHashSet<>();

  private Chains(List<PublishHop> publishers, List<RelayHop> relays, List<ConsumeHop> consumers) {
    this.publishers = new LinkedHashSet<>(publishers);
    this.consumers = new LinkedHashSet<>(consumers);
    this.relays = relays;
  }

  /**
   * Equal declarations count once; a subscription that no publisher reaches gets an assumed one.
   */
  static List<Route> of(
      List<PublishHop> publishers, List<RelayHop> relays, List<ConsumeHop> consumers) {
    Chains chains = new Chains(publishers, relays, consumers);
    chains.find();
    return List.copyOf(chains.routes);
  }

  private void find() {
    for (PublishHop publisher : publishers) {
      follow(new Way(start(publisher), publisher, publisher, Optional.empty(), List.of()), true);
    }
    outboxesOfTheApplication().forEach(way -> follow(way, true));
    // Subscriptions that feed others come first, so that what they feed is not begun in its middle.
    consumers.stream().filter(consumer -> !isFed(consumer)).forEach(this::assumePublisher);
    consumers.forEach(this::assumePublisher);
  }

  private void assumePublisher(ConsumeHop consumer) {
    if (!reached.contains(consumer)) {
      PublishHop assumed = assumedPublisher(consumer.topic());
      follow(new Way(consumer.topic(), assumed, assumed, Optional.empty(), List.of()), false);
    }
  }

  /**
   * A route as far as a topic.
   *
   * @param source what publishes to that topic, or did to the last one behind which an engine's
   *     transactions took over
   * @param relay what carries messages to the topic
   */
  private record Way(
      String name, PublishHop publisher, PublishHop source, Optional<Relay> relay, List<Leg> legs) {

    boolean hasPassed(String topic) {
      return legs.stream().anyMatch(leg -> leg.consumer().topic().equals(topic));
    }
  }

  /**
   * @param evenUnread whether a topic that nobody here reads ends a route too
   */
  private void follow(Way way, String topic, boolean evenUnread) {
    List<ConsumeHop> readers = readersOf(topic);
    if (readers.isEmpty() && evenUnread) {
      addRoute(way, assumedConsumer(topic));
    }
    for (ConsumeHop reader : readers) {
      reached.add(reader);
      Route route = addRoute(way, reader);
      followOutputs(way, route, reader);
    }
  }

  private void follow(Way way, boolean evenUnread) {
    follow(way, way.source().topic(), evenUnread);
  }

  private Route addRoute(Way way, ConsumeHop reader) {
    List<Leg> legs = new ArrayList<>(way.legs());
    legs.add(new Leg(way.source(), way.relay(), reader));
    Route route = new Route(way.name() + THEN + reader.reader(), way.publisher(), legs);
    routes.add(route);
    return route;
  }

  private void followOutputs(Way way, Route route, ConsumeHop reader) {
    Way soFar =
        new Way(route.name(), way.publisher(), way.source(), Optional.empty(), route.legs());
    if (reader.effect() instanceof Effect.BrokerTransaction transaction) {
      for (String output : transaction.outputs()) {
        if (!soFar.hasPassed(output)) {
          follow(named(soFar, soFar.name() + THEN + output), output, false);
        }
      }
    }
    for (Outgoing outgoing : outgoingOf(reader)) {
      if (!soFar.hasPassed(outgoing.topic())) {
        follow(through(soFar, outgoing), true);
      }
    }
  }

  private static Way named(Way way, String name) {
    return new Way(name, way.publisher(), way.source(), way.relay(), way.legs());
  }

  // ---- outboxes -------------------------------------------------------------------------------

  private Way through(Way soFar, Outgoing outgoing) {
    Optional<RelayHop> here = relayOf(outgoing.outbox());
    Relay relay = here.map(RelayHop::relay).orElseGet(() -> RelayStage.assumed(outgoing.outbox()));
    PublishHop source =
        RelayStage.publisher(
            relay,
            outgoing.topic(),
            outgoing.hasId(),
            here.map(RelayHop::retryWindow).orElse(Duration.ZERO));
    return new Way(
        soFar.name() + THEN + RelayStage.OUTBOX + THEN + outgoing.topic(),
        soFar.publisher(),
        source,
        Optional.of(relay),
        soFar.legs());
  }

  /** Several relays of one outbox in one process promise the same. */
  private Optional<RelayHop> relayOf(String outbox) {
    return relays.stream().filter(hop -> hop.relay().outbox().equals(outbox)).findFirst();
  }

  /** What is relayed here and written by no subscription that is here. */
  private List<Way> outboxesOfTheApplication() {
    List<Way> ways = new ArrayList<>();
    for (RelayHop hop : new LinkedHashSet<>(relays)) {
      new TreeMap<>(hop.topics())
          .forEach(
              (topic, hasId) -> {
                if (!isWrittenHere(hop.relay().outbox(), topic)) {
                  PublishHop source =
                      RelayStage.publisher(hop.relay(), topic, hasId, hop.retryWindow());
                  ways.add(
                      new Way(
                          RelayStage.OUTBOX + THEN + topic,
                          source,
                          source,
                          Optional.of(hop.relay()),
                          List.of()));
                }
              });
    }
    return ways.stream().distinct().toList();
  }

  private boolean isWrittenHere(String outbox, String topic) {
    return consumers.stream()
        .flatMap(consumer -> outgoingOf(consumer).stream())
        .anyMatch(each -> each.outbox().equals(outbox) && each.topic().equals(topic));
  }

  private static List<Outgoing> outgoingOf(ConsumeHop consumer) {
    return consumer.effect() instanceof Effect.Database database ? database.outgoing() : List.of();
  }

  // ---- topics ---------------------------------------------------------------------------------

  private String start(PublishHop publisher) {
    boolean alone =
        publishers.stream().filter(p -> p.topic().equals(publisher.topic())).count() < 2;
    String kind =
        publisher.origin() == PublishHop.Origin.TRANSACTIONS
            ? "transactions"
            : publisher.guarantee() + " publisher";
    return alone ? publisher.topic() : publisher.topic() + " (" + kind + ")";
  }

  private List<ConsumeHop> readersOf(String topic) {
    return consumers.stream().filter(consumer -> consumer.topic().equals(topic)).toList();
  }

  private boolean isFed(ConsumeHop consumer) {
    return consumers.stream().anyMatch(other -> writes(other, consumer.topic()));
  }

  private static boolean writes(ConsumeHop consumer, String topic) {
    return (consumer.effect() instanceof Effect.BrokerTransaction transaction
            && transaction.outputs().contains(topic))
        || outgoingOf(consumer).stream().anyMatch(outgoing -> outgoing.topic().equals(topic));
  }

  private static PublishHop assumedPublisher(String topic) {
    return new PublishHop(
        topic,
        Guarantee.AT_LEAST_ONCE,
        Durability.SYNCED,
        false,
        Duration.ZERO,
        PublishHop.Origin.ASSUMED);
  }

  private static ConsumeHop assumedConsumer(String topic) {
    return new ConsumeHop(
        topic,
        Optional.of(NO_SUBSCRIPTION),
        Guarantee.AT_LEAST_ONCE,
        CommitMode.INTERVAL,
        Effect.none(),
        Retry.none(),
        WhenExhausted.stop(),
        Settling.NEVER);
  }
}
