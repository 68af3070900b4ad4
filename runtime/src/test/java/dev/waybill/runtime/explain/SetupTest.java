package dev.waybill.runtime.explain;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.AT_MOST_ONCE;
import static dev.waybill.Guarantee.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation;
import dev.waybill.Explanation.Chain;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Concern;
import dev.waybill.engine.Caution.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which cautions of an engine an explanation repeats, and where. */
class SetupTest {

  @Test
  void aChainIsToldWhatItRestsOn() {
    assertThat(told(Given.publisher(AT_LEAST_ONCE), atLeastOnce()))
        .containsExactlyInAnyOrder(
            Concern.CONFIRMED_PUBLISHING,
            Concern.KEEPING,
            Concern.COMPLETE_READING,
            Concern.TIMESTAMPS,
            Concern.POSITIONS,
            Concern.ANYTHING);
    assertThat(told(Given.transactions(), atLeastOnce())).contains(Concern.TRANSACTIONS);
  }

  @Test
  void whatMayBeLostRestsOnNobodyKeepingIt() {
    ConsumeHop reader = Given.consumer(AT_MOST_ONCE, Effect.none());

    assertThat(told(Given.publisher(AT_MOST_ONCE), reader))
        .containsExactlyInAnyOrder(Concern.POSITIONS);
    assertThat(told(Given.publisher(AT_MOST_ONCE), ConsumeHop.broadcast("orders"))).isEmpty();
  }

  @Test
  void positionsInADatabaseRestOnNoneOfTheEngines() {
    ConsumeHop books = Given.consumer(EXACTLY_ONCE, Effect.database(true));

    assertThat(told(Given.publisher(AT_LEAST_ONCE), books))
        .contains(Concern.KEEPING, Concern.COMPLETE_READING)
        .doesNotContain(Concern.POSITIONS, Concern.TRANSACTIONS);
  }

  @Test
  void readProcessWriteRestsOnTransactions() {
    ConsumeHop teller = Given.consumer(EXACTLY_ONCE, Effect.brokerTransaction(List.of()));

    assertThat(told(Given.publisher(AT_LEAST_ONCE), teller))
        .contains(Concern.TRANSACTIONS, Concern.POSITIONS);
  }

  @Test
  void aTopicConcernsTheChainsThroughItOnceEach() {
    ConsumeHop teller =
        Given.consumer("orders", "teller", EXACTLY_ONCE, Effect.brokerTransaction(List.of("paid")));
    ConsumeHop mail = Given.consumer("paid", "mail", AT_LEAST_ONCE, Effect.none());
    Setup setup =
        new Setup(
            List.of(
                new Caution(Severity.WARNING, Concern.KEEPING, "paid", "one copy"),
                new Caution(Severity.WARNING, Concern.KEEPING, "other", "no copy"),
                Caution.general(Severity.WARNING, Concern.KEEPING, "one broker")),
            Map.of());

    List<Chain> chains =
        explain(List.of(Given.publisher(EXACTLY_ONCE)), List.of(teller, mail), setup);

    assertThat(warningsOf(chains, "orders → teller"))
        .contains("one broker")
        .doesNotContain("topic paid: one copy");
    assertThat(warningsOf(chains, "orders → teller → paid → mail"))
        .containsOnlyOnce("one broker")
        .containsOnlyOnce("topic paid: one copy")
        .noneMatch(warning -> warning.contains("other"));
  }

  @Test
  void anErrorIsToldAsOneAndANoteIsNotTold() {
    Setup setup =
        new Setup(
            List.of(
                new Caution(Severity.ERROR, Concern.KEEPING, "orders", "no copy"),
                new Caution(Severity.NOTE, Concern.KEEPING, "orders", "three copies")),
            Map.of());

    assertThat(
            explain(List.of(Given.publisher(AT_LEAST_ONCE)), List.of(atLeastOnce()), setup)
                .get(0)
                .warnings())
        .contains("error: topic orders: no copy")
        .noneMatch(warning -> warning.contains("three copies"));
  }

  @Test
  void messagesThatGoBeforeTheirIdsAreForgottenAreWarnedOf() {
    ConsumeHop reader =
        Given.consumer(AT_LEAST_ONCE, Given.deduplicated(Duration.ofHours(24), true));

    assertThat(warnings(reader, Duration.ofHours(1)))
        .anyMatch(
            warning ->
                warning.startsWith(
                    "the de-duplication store of workers remembers for 24 h, but orders keeps"
                        + " messages for 60 min only"));
    assertThat(warnings(reader, Duration.ofHours(24)))
        .isEqualTo(Given.chain(Given.publisher(AT_LEAST_ONCE), reader).warnings());
  }

  private static List<String> warnings(ConsumeHop reader, Duration kept) {
    return explain(
            List.of(Given.publisher(AT_LEAST_ONCE)),
            List.of(reader),
            new Setup(List.of(), Map.of("orders", kept)))
        .get(0)
        .warnings();
  }

  private static ConsumeHop atLeastOnce() {
    return Given.consumer(AT_LEAST_ONCE, Effect.none());
  }

  /** Of one caution for every concern, those that a chain of these two repeats. */
  private static Set<Concern> told(PublishHop publisher, ConsumeHop consumer) {
    List<Caution> cautions = new ArrayList<>();
    for (Concern concern : Concern.values()) {
      cautions.add(new Caution(Severity.WARNING, concern, "orders", concern.name()));
    }
    List<String> warnings =
        explain(List.of(publisher), List.of(consumer), new Setup(cautions, Map.of()))
            .get(0)
            .warnings();
    Set<Concern> told = EnumSet.noneOf(Concern.class);
    for (Concern concern : Concern.values()) {
      if (warnings.contains("topic orders: " + concern.name())) {
        told.add(concern);
      }
    }
    return told;
  }

  private static List<Chain> explain(
      List<PublishHop> publishers, List<ConsumeHop> consumers, Setup setup) {
    Explanation explanation =
        Explainer.explain(Given.ENGINE, publishers, List.of(), consumers, List.of(), setup);
    return explanation.chains();
  }

  private static List<String> warningsOf(List<Chain> chains, String name) {
    return chains.stream()
        .filter(chain -> chain.name().equals(name))
        .findFirst()
        .orElseThrow()
        .warnings();
  }
}
