package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Delivery;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Retry;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.outbox.LaneStatus;
import dev.waybill.jdbc.outbox.Outbox;
import dev.waybill.jdbc.outbox.OutboxRelay;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** From the publisher to the rows, on every database. */
abstract class PipelineContract extends PipelineFixture {

  PipelineContract(Databases kind) {
    super(kind);
  }

  @Test
  void everyMessageHasItsEffectOnceAndInOrder() {
    List<String> texts = texts(0, 500);
    try (Waybill waybill = open("data")) {
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource())).handle((text, tx) -> write(tx, text));
      publish(waybill, texts);
      publish(waybill, texts.subList(100, 200));
      caughtUp(subscription);

      assertThat(subscription.counts().handled()).isEqualTo(500);
      assertThat(subscription.counts().skipped()).isEqualTo(100);
    }
    assertLedger(texts);
    assertThat(database.number("SELECT COUNT(*) FROM waybill_position")).isEqualTo(3);
  }

  @Test
  void whoComesBackGoesOnWhereTheDatabaseIs() {
    for (int life = 0; life < 3; life++) {
      try (Waybill waybill = open("data")) {
        Subscription subscription =
            subscribe(waybill, Inbox.in(database.dataSource()))
                .handle((text, tx) -> write(tx, text));
        publish(waybill, texts(100 * life, 100 * life + 100));
        caughtUp(subscription);
      }
    }

    assertLedger(texts(0, 300));
  }

  @Test
  void aFailingMessageTakesNothingAlong() {
    List<String> texts = texts(0, 200);
    Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    try (Waybill waybill = open("data")) {
      publish(waybill, texts);
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource()))
              .retry(Retry.fixed(Duration.ofMillis(1)).maxAttempts(3))
              .handleBatches(
                  (batch, tx) -> {
                    for (Delivery<String> delivery : batch) {
                      String text = delivery.message();
                      write(tx, text);
                      if (text.equals("k0:77") || (text.endsWith("3") && failedOnce.add(text))) {
                        throw new IllegalStateException("after its effect");
                      }
                    }
                  });
      caughtUp(subscription);

      assertThat(subscription.counts().deadLettered()).isEqualTo(1);
    }
    assertThat(failedOnce).hasSize(20);
    assertLedger(texts.stream().filter(text -> !text.equals("k0:77")).toList());
  }

  /** As two that both believe to own the partitions: each has an engine of its own. */
  @Test
  void twoWhoBothOwnThePartitionsDoEverythingOnce() {
    List<String> texts = texts(0, 400);
    try (Waybill one = open("one");
        Waybill other = open("other")) {
      publish(one, texts);
      publish(other, texts);
      List<Subscription> both = new ArrayList<>();
      for (Waybill waybill : List.of(one, other)) {
        both.add(
            subscribe(waybill, Inbox.in(database.dataSource()))
                .publishedOnce()
                .maxBatch(10)
                .handle((text, tx) -> write(tx, text)));
      }
      both.forEach(PipelineFixture::caughtUp);
    }
    assertLedger(texts);
  }

  /** Inbox, outbox, inbox: every hop may repeat, and the last ledger has each line once. */
  @Test
  void aChainThroughTheOutboxDoesEverythingOnce() throws Exception {
    List<String> texts = texts(0, 300);
    Topic<String> receipts =
        Topic.named("receipts")
            .of(Codecs.string())
            .key(PipelineFixture::keyOf)
            .id(text -> text)
            .partitions(2);
    Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    Inbox inbox = Inbox.in(database.dataSource()).createSchema();
    Outbox outbox = Outbox.in(database.dataSource()).createSchema();
    try (Waybill waybill = open("data");
        OutboxRelay relay = outbox.relayTo(waybill).start()) {
      Subscription first =
          subscribe(waybill, inbox)
              .retry(Retry.fixed(Duration.ofMillis(1)).maxAttempts(3))
              .handle(
                  (text, tx) -> {
                    outbox.publish(tx.connection(), receipts, text);
                    if (text.endsWith("3") && failedOnce.add(text)) {
                      throw new IllegalStateException("after its message");
                    }
                  });
      Subscription second =
          waybill
              .subscribe(receipts)
              .group("books")
              .exactlyOnce(inbox)
              .handle((text, tx) -> write(tx, text));
      publish(waybill, texts);
      publish(waybill, texts.subList(0, 50));
      caughtUp(first);
      while (outbox.lag().rows() > 0) {
        assertThat(relay.status()).allMatch(LaneStatus::isWell);
        Thread.onSpinWait();
      }
      caughtUp(second);

      assertThat(second.counts().skipped()).isZero();
      assertExplained(waybill);
    }
    assertThat(failedOnce).hasSize(30);
    assertLedger(texts);
  }

  private void assertExplained(Waybill waybill) {
    try (Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      publisher.flush();
      assertThat(waybill.explain().chains())
          .filteredOn(chain -> chain.name().endsWith("books"))
          .singleElement()
          .satisfies(
              chain -> {
                assertThat(chain.name()).isEqualTo("orders → billing → outbox → receipts → books");
                assertThat(chain.verdict().weakestHop()).isEqualTo("none");
              });
    }
  }

  @Test
  void aConstraintOfTheUsersOwnFailsItsMessageAlone() {
    database.execute("CREATE UNIQUE INDEX once ON ledger (text)");
    database.execute("INSERT INTO ledger (text) VALUES ('k3:3')");
    try (Waybill waybill = open("data")) {
      publish(waybill, texts(0, 20));
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource()))
              .retry(Retry.none())
              .handle((text, tx) -> write(tx, text));
      caughtUp(subscription);

      assertThat(subscription.counts().deadLettered()).isEqualTo(1);
      assertThat(subscription.counts().handled()).isEqualTo(19);
    }
    assertThat(ledger()).containsExactlyInAnyOrderElementsOf(texts(0, 20));
  }

  @Test
  void aHandlerThatCommitsByItselfStopsTheSubscription() {
    try (Waybill waybill = open("data")) {
      publish(waybill, List.of("k:1"));
      Subscription subscription =
          subscribe(waybill, Inbox.in(database.dataSource()))
              .handle(
                  (text, tx) -> {
                    write(tx, text);
                    try (Statement statement = tx.connection().createStatement()) {
                      statement.execute("COMMIT");
                    }
                  });

      assertThat(subscription.awaitEnd(LONG)).isTrue();
      assertThat(subscription.failure().orElseThrow())
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("a handler ended it");
    }
    assertThat(ledger()).containsExactly("k:1");
  }

  @Test
  void withoutItsTablesNothingIsSubscribed() {
    try (Waybill waybill = open("data")) {
      assertThatThrownBy(
              () ->
                  waybill
                      .subscribe(ORDERS)
                      .group("billing")
                      .exactlyOnce(Inbox.in(database.dataSource()))
                      .handle((text, tx) -> write(tx, text)))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("createSchema");
      assertThat(waybill.groups().describe("billing")).isEmpty();
    }
  }
}
