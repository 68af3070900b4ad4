package dev.waybill.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.message.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups of both protocols, short; the contract says the rest. */
@Timeout(300)
class GroupProtocolsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ORDERS_PARTITIONS = 4;
  private static final Topic<String> ORDERS =
      Topic.named("orders").of(Codecs.string()).key(order -> order).partitions(ORDERS_PARTITIONS);
  private static final Topic<String> CHARGES =
      Topic.named("charges").of(Codecs.string()).key(charge -> charge).partitions(2);

  @TempDir Path directory;
  private Served server;
  private int published;

  @BeforeEach
  void serve() throws IOException {
    server = Served.on(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer", "classic"})
  void everyOrderMakesOneChargeThoughMembersComeAndGo(String protocol) throws Exception {
    Map<String, String> options = Map.of("groupProtocol", protocol);
    Queue<String> charges = new ConcurrentLinkedQueue<>();
    try (Waybill one = Waybill.over(server.open(options));
        Waybill other = Waybill.over(server.open(options))) {
      Subscription first = charging(one);
      publish(one, 0, 300);
      caughtUp(first);
      Subscription second = charging(other);
      while (second.assignment().isEmpty()) {
        publish(one, 0, 1); // again, while partitions are on their way
      }
      publish(one, 300, 600);
      caughtUp(first);
      caughtUp(second);
      first.close();
      while (second.assignment().size() < ORDERS_PARTITIONS) {
        caughtUp(second);
      }
      publish(other, 600, 900);
      caughtUp(second);
      caughtUp(other.subscribe(CHARGES).group("audit").atLeastOnce().handle(charges::add));
    }
    assertThat(charges).hasSize(published);
    assertThat(Set.copyOf(charges)).hasSize(900);
  }

  private static Subscription charging(Waybill waybill) {
    return waybill
        .subscribe(ORDERS)
        .group("payment")
        .exactlyOnce()
        .into(CHARGES)
        .process(order -> List.of("charge for " + order));
  }

  private void publish(Waybill waybill, int from, int to) throws Exception {
    published += to - from;
    try (Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE)) {
      List<CompletableFuture<Receipt>> receipts =
          IntStream.range(from, to).mapToObj(n -> publisher.publish("order " + n)).toList();
      for (CompletableFuture<Receipt> receipt : receipts) {
        assertThat(receipt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).durability())
            .isEqualTo(Durability.REPLICATED);
      }
    }
  }

  private static void caughtUp(Subscription subscription) {
    if (!subscription.awaitCaughtUp(PATIENCE)) {
      throw new AssertionError(
          "not caught up: " + subscription.state() + " " + subscription.counts(),
          subscription.failure().orElse(null));
    }
  }
}
