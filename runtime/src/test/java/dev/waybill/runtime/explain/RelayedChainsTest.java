package dev.waybill.runtime.explain;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.EXACTLY_ONCE;
import static dev.waybill.runtime.explain.Given.consumer;
import static dev.waybill.runtime.explain.Given.publisher;
import static dev.waybill.runtime.explain.Given.transactions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation;
import dev.waybill.Explanation.Chain;
import dev.waybill.Explanation.Hop;
import dev.waybill.Guarantee;
import dev.waybill.Relay;
import dev.waybill.effect.Outgoing;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ways through an outbox. */
class RelayedChainsTest {

  private static final String OUTBOX = "waybill_outbox in H2 (1)";

  private static final ConsumeHop SHIPPING =
      consumer("orders", "shipping", EXACTLY_ONCE, Effect.database(true))
          .writing(Set.of(new Outgoing(OUTBOX, "parcels", true)));
  private static final ConsumeHop BOOKS =
      consumer("parcels", "books", EXACTLY_ONCE, Effect.database(true));
  private static final ConsumeHop BOOKS_WITHOUT_IDS =
      consumer("parcels", "books", EXACTLY_ONCE, Effect.database(false));

  @Test
  void aChainGoesOnThroughTheOutboxThatAHandlerWrites() {
    Explanation explanation = explain(List.of(relay(EXACTLY_ONCE)), List.of(SHIPPING, BOOKS));

    assertThat(explanation.chains())
        .extracting(Chain::name)
        .containsExactly("orders → shipping", "orders → shipping → outbox → parcels → books");
    assertThat(last(explanation).hops())
        .extracting(Hop::name)
        .containsExactly(
            "publish",
            "store",
            "deliver",
            "effect",
            "outbox (parcels)",
            "relay (parcels)",
            "store (parcels)",
            "deliver (parcels)",
            "effect (parcels)");
    assertThat(last(explanation).hops().get(4).mechanism())
        .contains(OUTBOX, "transaction of the effect");
    assertThat(last(explanation).verdict().sentence())
        .isEqualTo("exactly-once in its effect: no message is lost and no effect happens twice");
    assertThat(last(explanation).warnings()).isEmpty();
  }

  @Test
  void aRelayThatMayRepeatIsWeakerAndIdsBehindItRepairIt() {
    Chain chain = last(explain(List.of(relay(AT_LEAST_ONCE)), List.of(SHIPPING, BOOKS)));

    assertThat(hop(chain, "relay (parcels)").guarantee()).isEqualTo(AT_LEAST_ONCE);
    assertThat(hop(chain, "relay (parcels)").mayRepeat()).isTrue();
    assertThat(hop(chain, "effect (parcels)").removesRepeats()).isTrue();
    assertThat(chain.verdict().mayRepeat()).isFalse();
    assertThat(chain.verdict().sentence())
        .startsWith("exactly-once in its effect: ")
        .contains("what relay (parcels) may publish again ends at effect (parcels)")
        .contains("the message's id is a row of the database already");
    assertThat(chain.warnings()).isEmpty();
  }

  @Test
  void aRelayThatMayRepeatDecidesWhenNothingBehindItKnowsIds() {
    Chain chain =
        last(explain(List.of(relay(AT_LEAST_ONCE)), List.of(SHIPPING, BOOKS_WITHOUT_IDS)));

    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(chain.verdict().weakestHop()).isEqualTo("relay (parcels)");
    assertThat(chain.warnings())
        .singleElement()
        .asString()
        .contains("relay (parcels) publishes a message again after a crash")
        .contains("Topic.id");
  }

  @Test
  void idsThatTheOutboxesMessagesDoNotCarryRepairNothing() {
    ConsumeHop without =
        consumer("orders", "shipping", EXACTLY_ONCE, Effect.database(true))
            .writing(Set.of(new Outgoing(OUTBOX, "parcels", false)));

    Chain chain = last(explain(List.of(relay(AT_LEAST_ONCE)), List.of(without, BOOKS)));

    assertThat(chain.verdict().weakestHop()).isEqualTo("relay (parcels)");
  }

  @Test
  void eachHopThatRepairsIsNamedWithWhatItRepairs() {
    Explanation explanation =
        Explainer.explain(
            Given.ENGINE,
            List.of(publisher(AT_LEAST_ONCE)),
            List.of(relay(AT_LEAST_ONCE)),
            List.of(SHIPPING, BOOKS),
            List.of(),
            Setup.UNKNOWN);

    assertThat(last(explanation).verdict().sentence())
        .contains("; what publish may publish again ends at effect: ")
        .contains("; what relay (parcels) may publish again ends at effect (parcels): ");
  }

  @Test
  void idsThatAreForgottenEarlyAreWarnedOfOnlyBehindARelayThatMayRepeat() {
    ConsumeHop forgetful =
        consumer(
            "parcels",
            "books",
            EXACTLY_ONCE,
            Effect.database(new Effect.IdWindow(Duration.ofDays(7), Duration.ofDays(30))));

    Chain once = last(explain(List.of(relay(EXACTLY_ONCE)), List.of(SHIPPING, forgetful)));
    Chain again = last(explain(List.of(relay(AT_LEAST_ONCE)), List.of(SHIPPING, forgetful)));

    assertThat(once.warnings()).isEmpty();
    assertThat(again.warnings()).anyMatch(text -> text.contains("books remembers message ids"));
  }

  @Test
  void onlyTheGroupThatWritesTheOutboxIsJoined() {
    ConsumeHop other = consumer("orders", "audit", EXACTLY_ONCE, Effect.database(true));

    assertThat(names(List.of(relay(EXACTLY_ONCE)), List.of(other, SHIPPING, BOOKS)))
        .containsExactly(
            "orders → audit", "orders → shipping", "orders → shipping → outbox → parcels → books");
  }

  @Test
  void whatTheApplicationWritesOutsideOfHandlersBeginsInTheOutbox() {
    Explanation explanation = explain(List.of(relay(EXACTLY_ONCE)), List.of(BOOKS));

    assertThat(explanation.chains())
        .extracting(Chain::name)
        .containsExactly("orders → no subscription yet", "outbox → parcels → books");
    assertThat(last(explanation).hops())
        .extracting(Hop::name)
        .containsExactly("outbox", "relay", "store", "deliver", "effect");
    assertThat(last(explanation).hops().get(0).mechanism()).contains("state change");
  }

  @Test
  void aTopicThatNobodyReadsHereStillShowsItsRelay() {
    assertThat(names(List.of(relay(EXACTLY_ONCE)), List.of(SHIPPING)))
        .containsExactly(
            "orders → shipping", "orders → shipping → outbox → parcels → no subscription yet");
  }

  @Test
  void anOutboxWhoseRelayIsElsewhereIsAssumedToHaveOneThatMayRepeat() {
    Chain chain = last(explain(List.of(), List.of(SHIPPING, BOOKS_WITHOUT_IDS)));

    assertThat(chain.name()).isEqualTo("orders → shipping → outbox → parcels → books");
    assertThat(hop(chain, "relay (parcels)").mechanism())
        .contains("no relay of that outbox publishes through this Waybill");
    assertThat(chain.verdict().weakestHop()).isEqualTo("relay (parcels)");
  }

  @Test
  void aRelaysOwnTopicsAreNobodysChain() {
    RelayHop relay =
        RelayHop.of(
            relayOf(EXACTLY_ONCE), List.of(to("waybill.outbox.1.0"), to("parcels")), Duration.ZERO);

    assertThat(relay.topics()).containsOnlyKeys("parcels");
  }

  @Test
  void aChainThatComesBackToItsFirstTopicEndsThere() {
    ConsumeHop back =
        consumer("parcels", "back", EXACTLY_ONCE, Effect.database(true))
            .writing(Set.of(new Outgoing(OUTBOX, "orders", true)));

    assertThat(names(List.of(relay(EXACTLY_ONCE)), List.of(SHIPPING, back)))
        .containsExactly("orders → shipping", "orders → shipping → outbox → parcels → back");
  }

  private static PublishHop to(String topic) {
    return PublishHop.transactions(topic, Durability.SYNCED, true, Duration.ZERO);
  }

  private static RelayHop relay(Guarantee guarantee) {
    return new RelayHop(relayOf(guarantee), Map.of("parcels", true), Duration.ofMinutes(2));
  }

  private static Relay relayOf(Guarantee guarantee) {
    return new Relay(
        OUTBOX,
        new Hop(
            "relay",
            guarantee,
            "carries rows",
            guarantee.mayLose(),
            guarantee.mayRepeat(),
            false,
            List.of("somebody runs it"),
            List.of()),
        "waybill.outbox.1.");
  }

  private static List<String> names(List<RelayHop> relays, List<ConsumeHop> consumers) {
    return explain(relays, consumers).chains().stream().map(Chain::name).toList();
  }

  private static Explanation explain(List<RelayHop> relays, List<ConsumeHop> consumers) {
    return Explainer.explain(
        Given.ENGINE, List.of(transactions()), relays, consumers, List.of(), Setup.UNKNOWN);
  }

  private static Hop hop(Chain chain, String name) {
    return chain.hops().stream().filter(hop -> hop.name().equals(name)).findFirst().orElseThrow();
  }

  private static Chain last(Explanation explanation) {
    return explanation.chains().get(explanation.chains().size() - 1);
  }
}
