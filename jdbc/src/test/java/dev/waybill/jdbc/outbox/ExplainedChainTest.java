package dev.waybill.jdbc.outbox;

import static dev.waybill.jdbc.outbox.OutboxWorld.EVENTS;
import static dev.waybill.jdbc.outbox.OutboxWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation;
import dev.waybill.Explanation.Chain;
import dev.waybill.Explanation.Hop;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.jdbc.Inbox;
import dev.waybill.jdbc.database.Databases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the explainer says of publisher → topic → database → outbox → topic → database. */
class ExplainedChainTest {

  private static final Topic<String> ORDERS =
      Topic.named("orders")
          .of(Codecs.string())
          .key(text -> text.substring(0, text.indexOf(':')))
          .id(text -> text)
          .partitions(1);
  private static final String CHAIN = "orders → shipping → outbox → events → books";

  @TempDir Path directory;

  @Test
  void theWholeChainIsOneText() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory)) {
      Explanation explanation = explanationOfAChain(world, world.waybill);

      String identity = explanation.toString().replaceAll("(?s).*in H2 \\(([^)]*)\\).*", "$1");
      assertThat(explanation.toString().replace(identity, "ID")).isEqualTo(golden());
    }
  }

  @Test
  void withoutTransactionsTheRelayIsTheWeakHopAndTheIdsBehindItRepairIt() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory)) {
      Waybill poor = Waybill.over(PoorEngine.withoutTransactions(world.engine));

      Chain chain = chain(explanationOfAChain(world, poor), CHAIN);

      assertThat(hop(chain, "relay (events)").guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
      assertThat(hop(chain, "effect (events)").mechanism())
          .contains("with the message's id inserted first");
      assertThat(chain.verdict().mayRepeat()).isFalse();
      assertThat(chain.verdict().sentence())
          .contains("exactly-once in its effect")
          .contains(
              "what relay (events) may publish again ends at effect (events): the message's id is a"
                  + " row of the database already");
    }
  }

  @Test
  void withoutTransactionsAReaderThatKeepsNoIdsIsToldWhatIsMissing() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory)) {
      Waybill poor = Waybill.over(PoorEngine.withoutTransactions(world.engine));
      try (OutboxRelay relay = world.outbox.relayTo(poor).start()) {
        world.commit("a:1");
        world.awaitNoRows();
        assertThat(relay.hop().mayRepeat()).isTrue();
        Subscription books =
            poor.subscribe(EVENTS)
                .group("books")
                .exactlyOnce(Inbox.in(world.dataSource))
                .publishedOnce()
                .handle((text, tx) -> {});

        Chain chain = chain(poor.explain(), "outbox → events → books");

        assertThat(chain.verdict().weakestHop()).isEqualTo("relay");
        assertThat(chain.warnings()).anyMatch(text -> text.contains("without publishedOnce()"));
        books.close();
      }
    }
  }

  @Test
  void progressTopicsAreNamedInOneLineAndNotListed() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory);
        OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
      world.commit("a:1", "b:1", "c:1", "d:1", "e:1");
      world.awaitNoRows();

      assertThat(relay.lanes()).isNotEmpty();
      assertThat(world.waybill.topics().list())
          .anyMatch(topic -> topic.startsWith("waybill.outbox."));
      Explanation explanation = world.waybill.explain();
      assertThat(explanation.chains())
          .extracting(Chain::name)
          .containsExactly("outbox → events → no subscription yet");
      assertThat(explanation.toString())
          .containsOnlyOnce("the lanes' topics waybill.outbox.* are kept");
    }
  }

  @Test
  void anEndedRelayIsNoLongerExplained() throws Exception {
    try (OutboxWorld world = new OutboxWorld(Databases.H2, directory)) {
      try (OutboxRelay relay = world.outbox.relayTo(world.waybill).start()) {
        world.commit("a:1");
        world.awaitNoRows();
        assertThat(relay.hop().guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
        assertThat(world.waybill.explain().chains()).hasSize(1);
      }

      assertThat(world.waybill.explain().chains()).isEmpty();
    }
  }

  /** Asked for while everything is open and a message has come to the end. */
  private static Explanation explanationOfAChain(OutboxWorld world, Waybill waybill) {
    Inbox inbox = Inbox.in(world.dataSource);
    try (OutboxRelay relay = world.outbox.relayTo(waybill).start();
        Publisher<String> publisher = waybill.publisher(ORDERS, Guarantee.AT_LEAST_ONCE)) {
      Subscription shipping =
          waybill
              .subscribe(ORDERS)
              .group("shipping")
              .exactlyOnce(inbox)
              .handle((text, tx) -> world.outbox.publish(tx.connection(), EVENTS, text));
      Subscription books =
          waybill.subscribe(EVENTS).group("books").exactlyOnce(inbox).handle((text, tx) -> {});
      publisher.publish("a:1").join();
      assertThat(shipping.awaitCaughtUp(PATIENCE)).isTrue();
      world.awaitNoRows();
      assertThat(books.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(books.counts().handled()).isEqualTo(1);
      assertThat(relay.status()).allMatch(LaneStatus::isWell);
      Explanation explanation = waybill.explain();
      List.of(shipping, books).forEach(Subscription::close);
      return explanation;
    }
  }

  private static Chain chain(Explanation explanation, String name) {
    return explanation.chains().stream()
        .filter(chain -> chain.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no chain " + name + " in\n" + explanation));
  }

  private static Hop hop(Chain chain, String name) {
    return chain.hops().stream().filter(hop -> hop.name().equals(name)).findFirst().orElseThrow();
  }

  private static String golden() throws IOException {
    try (InputStream in = ExplainedChainTest.class.getResourceAsStream("explained-chain.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
