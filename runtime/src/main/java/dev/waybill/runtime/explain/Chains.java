package dev.waybill.runtime.explain;

import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.WhenExhausted;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the routes that publishers and subscriptions form.
 *
 * <pre>
 *   publisher → orders ─┬─ payment ──► payments ── ledger     3 routes: orders → payment,
 *                       └─ analytics                          orders → payment → payments → ledger,
 *                                                             orders → analytics
 * </pre>
 */
final class Chains {

  static final String NO_SUBSCRIPTION = "no subscription yet";

  private final Set<PublishHop> publishers;
  private final Set<ConsumeHop> consumers;
  private final List<Route> routes = new ArrayList<>();
  private final Set<ConsumeHop> reached = new LinkedHashSet<>();

  private Chains(List<PublishHop> publishers, List<ConsumeHop> consumers) {
    this.publishers = new LinkedHashSet<>(publishers);
    this.consumers = new LinkedHashSet<>(consumers);
  }

  /**
   * Equal declarations count once; a subscription that no publisher reaches gets an assumed one.
   */
  static List<Route> of(List<PublishHop> publishers, List<ConsumeHop> consumers) {
    Chains chains = new Chains(publishers, consumers);
    chains.find();
    return List.copyOf(chains.routes);
  }

  private void find() {
    for (PublishHop publisher : publishers) {
      if (readersOf(publisher.topic()).isEmpty()) {
        ConsumeHop assumed = assumedConsumer(publisher.topic());
        routes.add(
            new Route(start(publisher) + " → " + assumed.reader(), publisher, List.of(assumed)));
      }
      follow(publisher, publisher.topic(), start(publisher), List.of());
    }
    // Subscriptions that feed others come first, so that what they feed is not begun in its middle.
    consumers.stream().filter(consumer -> !isFed(consumer)).forEach(this::assumePublisher);
    consumers.forEach(this::assumePublisher);
  }

  private void assumePublisher(ConsumeHop consumer) {
    if (!reached.contains(consumer)) {
      PublishHop assumed = assumedPublisher(consumer.topic());
      follow(assumed, assumed.topic(), assumed.topic(), List.of());
    }
  }

  private void follow(PublishHop publisher, String topic, String name, List<ConsumeHop> before) {
    for (ConsumeHop reader : readersOf(topic)) {
      reached.add(reader);
      List<ConsumeHop> path = new ArrayList<>(before);
      path.add(reader);
      String longer = name + " → " + reader.reader();
      routes.add(new Route(longer, publisher, path));
      for (String output : outputsOf(reader)) {
        if (path.stream().noneMatch(passed -> passed.topic().equals(output))) {
          follow(publisher, output, longer + " → " + output, path);
        }
      }
    }
  }

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
    return consumers.stream().anyMatch(other -> outputsOf(other).contains(consumer.topic()));
  }

  private static List<String> outputsOf(ConsumeHop consumer) {
    return consumer.effect() instanceof Effect.BrokerTransaction transaction
        ? transaction.outputs()
        : List.of();
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
