package dev.waybill.runtime.explain;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.AT_MOST_ONCE;
import static dev.waybill.Guarantee.EXACTLY_ONCE;
import static dev.waybill.runtime.explain.Given.consumer;
import static dev.waybill.runtime.explain.Given.publisher;
import static dev.waybill.runtime.explain.Given.transactions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation;
import dev.waybill.Explanation.Chain;
import dev.waybill.Explanation.Hop;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainsTest {

  private static final ConsumeHop PAYMENT =
      consumer("orders", "payment", EXACTLY_ONCE, Effect.brokerTransaction(List.of("payments")));
  private static final ConsumeHop LEDGER =
      consumer("payments", "ledger", AT_LEAST_ONCE, Effect.none());

  @Test
  void everyPairOfPublisherAndSubscriptionIsAChain() {
    ConsumeHop analytics = consumer("orders", "analytics", AT_MOST_ONCE, Effect.none());

    assertThat(names(List.of(transactions()), List.of(PAYMENT, analytics)))
        .containsExactly("orders → payment", "orders → analytics");
  }

  @Test
  void aChainGoesOnThroughTheTopicsThatASubscriptionWrites() {
    assertThat(names(List.of(transactions()), List.of(PAYMENT, LEDGER)))
        .containsExactly("orders → payment", "orders → payment → payments → ledger");
  }

  @Test
  void aChainOverSeveralTopicsIsAsStrongAsItsWeakestHop() {
    Chain chain = last(explain(List.of(transactions()), List.of(PAYMENT, LEDGER)));

    assertThat(chain.hops())
        .extracting(Hop::name)
        .containsExactly(
            "publish",
            "store",
            "deliver",
            "effect",
            "store (payments)",
            "deliver (payments)",
            "effect (payments)");
    assertThat(chain.verdict().mayLose()).isFalse();
    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(chain.verdict().weakestHop()).isEqualTo("deliver (payments)");
  }

  @Test
  void aLaterHopRepairsDuplicatesOfAnEarlierTopic() {
    ConsumeHop byId = consumer("payments", "ledger", EXACTLY_ONCE, Effect.database(true));

    Explanation explanation = explain(List.of(publisher(AT_LEAST_ONCE)), List.of(PAYMENT, byId));

    assertThat(explanation.chains().get(0).verdict().mayRepeat()).isTrue();
    assertThat(last(explanation).verdict().mayRepeat()).isFalse();
  }

  @Test
  void differentPublishersOfOneTopicAreToldApart() {
    ConsumeHop mail = consumer("orders", "mail", AT_LEAST_ONCE, Effect.none());

    assertThat(
            names(
                List.of(publisher(AT_LEAST_ONCE), publisher(AT_MOST_ONCE), transactions()),
                List.of(mail)))
        .containsExactly(
            "orders (at-least-once publisher) → mail",
            "orders (at-most-once publisher) → mail",
            "orders (transactions) → mail");
  }

  @Test
  void equalDeclarationsCountOnce() {
    assertThat(
            names(
                List.of(transactions(), transactions(), transactions()), List.of(PAYMENT, PAYMENT)))
        .containsExactly("orders → payment");
  }

  @Test
  void aTopicThatIsOnlyWrittenIsAssumedToBeReadAtLeastOnce() {
    Chain chain = last(explain(List.of(transactions()), List.of()));

    assertThat(chain.name()).isEqualTo("orders → no subscription yet");
    assertThat(chain.verdict().mayRepeat()).isTrue();
  }

  @Test
  void aTopicThatIsOnlyReadIsAssumedToBePublishedAtLeastOnce() {
    Chain chain = last(explain(List.of(), List.of(LEDGER)));

    assertThat(chain.name()).isEqualTo("payments → ledger");
    assertThat(chain.hops().get(0).mechanism()).contains("no publisher is open here");
  }

  @Test
  void subscriptionsThatFeedEachOtherInACircleAreExplainedOnce() {
    ConsumeHop there = consumer("a", "there", EXACTLY_ONCE, Effect.brokerTransaction(List.of("b")));
    ConsumeHop back = consumer("b", "back", EXACTLY_ONCE, Effect.brokerTransaction(List.of("a")));

    assertThat(names(List.of(), List.of(there, back)))
        .containsExactly("a → there", "a → there → b → back");
  }

  private static List<String> names(List<PublishHop> publishers, List<ConsumeHop> consumers) {
    return explain(publishers, consumers).chains().stream().map(Chain::name).toList();
  }

  private static Explanation explain(List<PublishHop> publishers, List<ConsumeHop> consumers) {
    return Explainer.explain(Given.ENGINE, publishers, consumers);
  }

  private static Chain last(Explanation explanation) {
    return explanation.chains().get(explanation.chains().size() - 1);
  }
}
