package dev.waybill.runtime.explain;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.AT_MOST_ONCE;
import static dev.waybill.Guarantee.EXACTLY_ONCE;
import static dev.waybill.runtime.explain.Given.consumer;
import static dev.waybill.runtime.explain.Given.deduplicated;
import static dev.waybill.runtime.explain.Given.publisher;
import static dev.waybill.runtime.explain.Given.transactions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation.Verdict;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strengthening what is declared for one hop never weakens what holds from end to end. */
class MonotonicityTest {

  private record Stronger<T>(T weak, T strong) {}

  private static final Effect TRANSACTION = Effect.brokerTransaction(List.of("payments"));
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void aStrongerPublisherNeverWeakensTheVerdict() {
    for (Stronger<PublishHop> pair : strongerPublishers()) {
      for (ConsumeHop consumer : consumers()) {
        assertNotWeaker(
            Given.chain(pair.strong(), consumer).verdict(),
            Given.chain(pair.weak(), consumer).verdict(),
            pair + " before " + consumer);
      }
    }
  }

  @Test
  void aStrongerConsumerNeverWeakensTheVerdict() {
    for (Stronger<ConsumeHop> pair : strongerConsumers()) {
      for (PublishHop publisher : publishers()) {
        assertNotWeaker(
            Given.chain(publisher, pair.strong()).verdict(),
            Given.chain(publisher, pair.weak()).verdict(),
            publisher + " before " + pair);
      }
    }
  }

  @Test
  void strengtheningAHopSometimesStrengthensTheVerdict() {
    Verdict weak = Given.chain(transactions(), consumer(AT_LEAST_ONCE, Effect.none())).verdict();
    Verdict strong = Given.chain(transactions(), consumer(EXACTLY_ONCE, TRANSACTION)).verdict();

    assertThat(weak.mayRepeat()).isTrue();
    assertThat(strong.mayRepeat()).isFalse();
  }

  private static void assertNotWeaker(Verdict strong, Verdict weak, String what) {
    assertThat(!strong.mayLose() || weak.mayLose()).as("loss: %s", what).isTrue();
    assertThat(!strong.mayRepeat() || weak.mayRepeat()).as("repeats: %s", what).isTrue();
  }

  private static List<Stronger<PublishHop>> strongerPublishers() {
    List<Stronger<PublishHop>> pairs = new ArrayList<>();
    for (boolean hasId : new boolean[] {false, true}) {
      pairs.add(new Stronger<>(publisher(AT_MOST_ONCE, hasId), publisher(EXACTLY_ONCE, hasId)));
      pairs.add(new Stronger<>(publisher(AT_LEAST_ONCE, hasId), publisher(EXACTLY_ONCE, hasId)));
      pairs.add(new Stronger<>(written(hasId), publisher(AT_LEAST_ONCE, hasId)));
    }
    pairs.add(new Stronger<>(publisher(EXACTLY_ONCE), transactions()));
    pairs.add(new Stronger<>(publisher(AT_LEAST_ONCE, false), publisher(AT_LEAST_ONCE, true)));
    return pairs;
  }

  private static List<Stronger<ConsumeHop>> strongerConsumers() {
    ConsumeHop plain = consumer(AT_LEAST_ONCE, Effect.none());
    List<Stronger<ConsumeHop>> pairs = new ArrayList<>();
    for (ConsumeHop stronger : consumers()) {
      if (stronger.guarantee() != AT_MOST_ONCE && stronger.group().isPresent()) {
        pairs.add(new Stronger<>(plain, stronger));
      }
    }
    pairs.add(
        new Stronger<>(
            consumer(AT_LEAST_ONCE, deduplicated(Duration.ofSeconds(1), false)),
            consumer(AT_LEAST_ONCE, deduplicated(HOUR, false))));
    pairs.add(
        new Stronger<>(
            consumer(AT_LEAST_ONCE, deduplicated(HOUR, false)),
            consumer(AT_LEAST_ONCE, deduplicated(HOUR, true))));
    pairs.add(
        new Stronger<>(
            consumer(EXACTLY_ONCE, Effect.database(false)),
            consumer(EXACTLY_ONCE, Effect.database(true))));
    pairs.add(
        new Stronger<>(consumer(AT_MOST_ONCE, Effect.none()), consumer(EXACTLY_ONCE, TRANSACTION)));
    pairs.add(
        new Stronger<>(ConsumeHop.broadcast("orders"), consumer(AT_MOST_ONCE, Effect.none())));
    return pairs;
  }

  private static PublishHop written(boolean hasId) {
    return new PublishHop(
        "orders", AT_LEAST_ONCE, Durability.WRITTEN, hasId, Duration.ofMinutes(2));
  }

  private static List<PublishHop> publishers() {
    return List.of(
        publisher(AT_MOST_ONCE),
        publisher(AT_LEAST_ONCE, false),
        publisher(AT_LEAST_ONCE),
        written(true),
        publisher(EXACTLY_ONCE, false),
        publisher(EXACTLY_ONCE),
        transactions());
  }

  private static List<ConsumeHop> consumers() {
    return List.of(
        ConsumeHop.broadcast("orders"),
        consumer(AT_MOST_ONCE, Effect.none()),
        consumer(AT_LEAST_ONCE, Effect.none()),
        consumer(AT_LEAST_ONCE, Effect.idempotent()),
        consumer(AT_LEAST_ONCE, deduplicated(HOUR, false)),
        consumer(AT_LEAST_ONCE, deduplicated(HOUR, true)),
        consumer(EXACTLY_ONCE, TRANSACTION),
        consumer(EXACTLY_ONCE, Effect.database(false)),
        consumer(EXACTLY_ONCE, Effect.database(true)));
  }
}
