package dev.waybill.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import dev.waybill.message.Durability;
import dev.waybill.message.StartPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The API, the runtime and this engine together, on our own server. */
@ParameterizedClass
@ValueSource(strings = {"consumer", "classic"})
@Timeout(300)
class EndToEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topic<String> ORDERS =
      Topic.named("orders").of(Codecs.string()).key(order -> order).partitions(2);
  private static final Topic<String> CHARGES =
      Topic.named("charges").of(Codecs.string()).key(charge -> charge).partitions(2);

  @TempDir Path directory;
  @Parameter String protocol = "";

  private Served server;

  @BeforeEach
  void serve() throws IOException {
    server = Served.on(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Waybill open() {
    return Waybill.open(server.url() + "?groupProtocol=" + protocol);
  }

  private static void publish(Waybill waybill, Guarantee guarantee, int count) throws Exception {
    try (Publisher<String> publisher = waybill.publisher(ORDERS, guarantee)) {
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        receipts.add(publisher.publish("order " + i));
      }
      for (CompletableFuture<Receipt> receipt : receipts) {
        receipt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void anOrderIsAcknowledgedReplicatedAndHandledAtLeastOnce() throws Exception {
    try (Waybill waybill = open()) {
      Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE);
      Receipt receipt = publisher.publish("order").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Queue<String> handled = new ConcurrentLinkedQueue<>();
      Subscription mail =
          waybill.subscribe(ORDERS).group("mail").atLeastOnce().handle(handled::add);

      assertThat(receipt.durability()).isEqualTo(Durability.REPLICATED);
      assertThat(mail.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(handled).containsExactly("order");
    }
  }

  @Test
  void whatWasHandledIsNotHandledAgainAfterAReopen() throws Exception {
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    for (int run = 0; run < 2; run++) {
      try (Waybill waybill = open()) {
        publish(waybill, Guarantee.AT_LEAST_ONCE, 100);
        Subscription mail =
            waybill.subscribe(ORDERS).group("mail").atLeastOnce().handle(handled::add);
        assertThat(mail.awaitCaughtUp(PATIENCE)).isTrue();
      }
    }

    assertThat(handled).hasSize(200);
  }

  @Test
  void atMostOnceDeliversWhatIsPublishedWhileAllIsWell() throws Exception {
    try (Waybill waybill = open()) {
      Queue<String> counted = new ConcurrentLinkedQueue<>();
      publish(waybill, Guarantee.AT_MOST_ONCE, 1_000);
      Subscription analytics =
          waybill.subscribe(ORDERS).group("analytics").atMostOnce().handle(counted::add);

      assertThat(analytics.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(counted).hasSize(1_000);
    }
  }

  @Test
  void everyOrderMakesExactlyOneCharge() throws Exception {
    try (Waybill waybill = open()) {
      publish(waybill, Guarantee.EXACTLY_ONCE, 500);
      Subscription payment =
          waybill
              .subscribe(ORDERS)
              .group("payment")
              .exactlyOnce()
              .into(CHARGES)
              .process(order -> List.of("charge for " + order));
      assertThat(payment.awaitCaughtUp(PATIENCE)).isTrue();
      Queue<String> charges = new ConcurrentLinkedQueue<>();
      Subscription audit =
          waybill.subscribe(CHARGES).group("audit").atLeastOnce().handle(charges::add);

      assertThat(audit.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(charges).hasSize(500).doesNotHaveDuplicates();
    }
  }

  @Test
  void aTransactionIsSeenWholeOrNotAtAll() throws Exception {
    try (Waybill waybill = open()) {
      publish(waybill, Guarantee.AT_LEAST_ONCE, 1);
      waybill.transaction(
          transaction -> {
            transaction.publish(ORDERS, "together");
            transaction.publish(ORDERS, "together too");
          });
      assertThatThrownBy(
              () ->
                  waybill.transaction(
                      transaction -> {
                        transaction.publish(ORDERS, "never");
                        throw new IllegalStateException("changed my mind");
                      }))
          .isInstanceOf(IllegalStateException.class);
      Queue<String> handled = new ConcurrentLinkedQueue<>();
      Subscription mail =
          waybill.subscribe(ORDERS).group("mail").atLeastOnce().handle(handled::add);

      assertThat(mail.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(handled).containsExactlyInAnyOrder("order 0", "together", "together too");
    }
  }

  @Test
  void everyBroadcastReaderIsShownWhatIsPublished() throws Exception {
    try (Waybill waybill = open()) {
      publish(waybill, Guarantee.AT_LEAST_ONCE, 10);
      Queue<String> shown = new ConcurrentLinkedQueue<>();
      Subscription screen =
          waybill
              .subscribe(ORDERS)
              .broadcast()
              .startAt(StartPosition.earliest())
              .handle(shown::add);

      assertThat(screen.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(shown).hasSize(10);
    }
  }

  @Test
  void anUnknownTopicAnUnknownOptionAndAClosedWaybillAreRefused() {
    Topic<String> undeclared = Topic.named("nowhere").of(Codecs.string());
    assertThatThrownBy(() -> Waybill.open(server.url() + "?speed=high"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("speed");
    Waybill waybill = open();
    assertThatThrownBy(() -> waybill.publisher(undeclared, Guarantee.AT_LEAST_ONCE))
        .isInstanceOf(RejectedException.class);
    waybill.close();
    assertThatThrownBy(() -> waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE))
        .isInstanceOf(RejectedException.class);
  }
}
