package dev.waybill.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Guarantee;
import dev.waybill.Topic;
import dev.waybill.Transactions;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.error.RejectedException;
import dev.waybill.runtime.fake.FakeEngine;
import dev.waybill.runtime.fake.FakeStore;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is built on settings that break it is refused; what does not rest on them is not. */
class FootingTest {

  private static final Topic<String> ORDERS =
      Topic.named("orders").of(Codecs.string()).partitions(1);
  private static final Topic<String> PAYMENTS =
      Topic.named("payments").of(Codecs.string()).partitions(1);

  private final FakeEngine engine = new FakeEngine();
  private final Waybill waybill = Waybill.over(engine);

  @AfterEach
  void close() {
    waybill.close();
  }

  @Test
  void aConfirmedPublisherOfATopicThatConfirmsNothingIsRefused() {
    broken(Concern.CONFIRMED_PUBLISHING, "orders");

    assertThatThrownBy(() -> waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE))
        .isInstanceOf(RejectedException.class)
        .hasMessage(
            "publishing at-least-once to 'orders' is refused: engine 'fake' is set up so that it"
                + " cannot hold; nothing was opened. Found of topic orders: it is broken; mend it");
    assertRefused(() -> waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE));
    assertThat(engine.publishers).isEmpty();
  }

  @Test
  void whatRestsOnNothingBrokenIsOpened() {
    broken(Concern.CONFIRMED_PUBLISHING, "orders");

    assertOpened(() -> waybill.publisher(ORDERS, Guarantee.AT_MOST_ONCE));
    assertOpened(() -> waybill.publisher(PAYMENTS, Guarantee.EXACTLY_ONCE));
    assertOpened(() -> waybill.subscribe(ORDERS).group("g").atLeastOnce().handle(text -> {}));
    assertOpened(
        () ->
            waybill
                .subscribe(ORDERS)
                .group("h")
                .exactlyOnce()
                .into(PAYMENTS)
                .process(order -> List.of(order)));
  }

  @Test
  void transactionsAreRefusedWhereTheTopicIsFirstPublishedTo() {
    broken(Concern.CONFIRMED_PUBLISHING, "orders");

    try (Transactions transactions = waybill.transactions("teller")) {
      assertRefused(() -> transactions.run(transaction -> transaction.publish(ORDERS, "o1")));
      assertOpened(() -> transactions.run(transaction -> transaction.publish(PAYMENTS, "p1")));
    }
    assertThat(engine.values("orders")).isEmpty();
  }

  @Test
  void aSubscriptionIntoATopicThatConfirmsNothingIsRefused() {
    broken(Concern.CONFIRMED_PUBLISHING, "payments");

    assertRefused(
        () ->
            waybill
                .subscribe(ORDERS)
                .group("g")
                .exactlyOnce()
                .into(PAYMENTS)
                .process(order -> List.of(order)));
    assertThat(engine.consumers).isEmpty();
  }

  @Test
  void sessionsOfTransactionsThatCannotEndAreRefused() {
    broken(Concern.TRANSACTIONS, "");

    assertThatThrownBy(() -> waybill.transactions("teller"))
        .isInstanceOf(RejectedException.class)
        .hasMessageStartingWith("transactions of 'teller' is refused")
        .hasMessageEndingWith("Found: it is broken; mend it");
    assertOpened(() -> waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE));
    assertOpened(() -> waybill.subscribe(ORDERS).group("g").atLeastOnce().handle(text -> {}));
  }

  @Test
  void groupsWhosePositionsCannotBeKeptAreRefusedUnlessADatabaseKeepsThem() {
    broken(Concern.POSITIONS, "");

    assertRefused(() -> waybill.subscribe(ORDERS).group("g").atMostOnce().handle(text -> {}));
    assertRefused(() -> waybill.subscribe(ORDERS).group("g").atLeastOnce().handle(text -> {}));
    assertThat(engine.consumers).isEmpty();
    assertOpened(
        () ->
            waybill
                .subscribe(ORDERS)
                .group("g")
                .exactlyOnce(new FakeStore(engine.faults))
                .handle((text, rows) -> {}));
    assertOpened(() -> waybill.subscribe(ORDERS).broadcast().handle(text -> {}));
    assertOpened(() -> waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE));
  }

  @Test
  void messagesThatGoBeforeTheyAreReadAreNoFootingForAtLeastOnce() {
    broken(Concern.COMPLETE_READING, "orders");

    assertRefused(() -> waybill.subscribe(ORDERS).group("g").atLeastOnce().handle(text -> {}));
    assertOpened(() -> waybill.subscribe(ORDERS).group("h").atMostOnce().handle(text -> {}));
    assertOpened(() -> waybill.subscribe(ORDERS).broadcast().handle(text -> {}));
  }

  @ParameterizedTest
  @EnumSource(Concern.class)
  void aWarningRefusesNothing(Concern concern) {
    engine.cautions.add(new Caution(Severity.WARNING, concern, "orders", "it is weak"));
    engine.cautions.add(Caution.general(Severity.WARNING, concern, "it is weak"));

    assertOpened(() -> waybill.publisher(ORDERS, Guarantee.EXACTLY_ONCE));
    assertOpened(() -> waybill.subscribe(ORDERS).group("g").atLeastOnce().handle(text -> {}));
    assertOpened(() -> waybill.transactions("teller").close());
  }

  private void broken(Concern concern, String topic) {
    engine.cautions.add(new Caution(Severity.ERROR, concern, topic, "it is broken; mend it"));
  }

  private static void assertRefused(ThrowingCallable opening) {
    assertThatThrownBy(opening)
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("is refused")
        .hasMessageContaining("it is broken");
  }

  private static void assertOpened(ThrowingCallable opening) {
    assertThatCode(opening).doesNotThrowAnyException();
  }
}
