package dev.waybill.runtime.explain;

import static dev.waybill.Guarantee.AT_LEAST_ONCE;
import static dev.waybill.Guarantee.AT_MOST_ONCE;
import static dev.waybill.Guarantee.EXACTLY_ONCE;
import static dev.waybill.runtime.explain.Given.LONGEST_REDELIVERY;
import static dev.waybill.runtime.explain.Given.chain;
import static dev.waybill.runtime.explain.Given.consumer;
import static dev.waybill.runtime.explain.Given.deduplicated;
import static dev.waybill.runtime.explain.Given.publisher;
import static dev.waybill.runtime.explain.Given.transactions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Explanation.Chain;
import dev.waybill.Explanation.Hop;
import dev.waybill.message.Durability;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainerTest {

  private static final Effect TRANSACTION = Effect.brokerTransaction(List.of("payments"));
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void everyChainHasItsFourHopsInOrder() {
    Chain chain = chain(publisher(AT_LEAST_ONCE), consumer(AT_LEAST_ONCE, Effect.none()));

    assertThat(chain.hops())
        .extracting(Hop::name)
        .containsExactly("publish", "store", "deliver", "effect");
    assertThat(chain.hops()).allSatisfy(hop -> assertThat(hop.mechanism()).isNotBlank());
  }

  @Test
  void atMostOnceThroughoutLosesAndNeverRepeats() {
    Chain chain = chain(publisher(AT_MOST_ONCE), consumer(AT_MOST_ONCE, Effect.none()));

    assertThat(chain.verdict().mayLose()).isTrue();
    assertThat(chain.verdict().mayRepeat()).isFalse();
    assertThat(chain.verdict().weakestHop()).isEqualTo("publish");
    assertThat(chain.verdict().sentence()).startsWith("at-most-once: ");
  }

  @Test
  void atLeastOnceThroughoutRepeatsAndNeverLoses() {
    Chain chain = chain(publisher(AT_LEAST_ONCE), consumer(AT_LEAST_ONCE, Effect.none()));

    assertThat(chain.verdict().mayLose()).isFalse();
    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(chain.verdict().sentence()).startsWith("at-least-once: no message is lost; ");
  }

  @Test
  void transactionsOnBothSidesGiveTheEffectExactlyOnce() {
    Chain chain = chain(transactions(), consumer(EXACTLY_ONCE, TRANSACTION));

    assertThat(chain.verdict().mayLose()).isFalse();
    assertThat(chain.verdict().mayRepeat()).isFalse();
    assertThat(chain.verdict().weakestHop()).isEqualTo("none");
    assertThat(chain.verdict().sentence())
        .isEqualTo("exactly-once in its effect: no message is lost and no effect happens twice");
    assertThat(chain.warnings()).isEmpty();
  }

  @Test
  void deliveryItselfIsNeverCalledExactlyOnce() {
    Chain chain = chain(transactions(), consumer(EXACTLY_ONCE, TRANSACTION));

    assertThat(hop(chain, "deliver").guarantee()).isEqualTo(AT_LEAST_ONCE);
    assertThat(hop(chain, "effect").guarantee()).isEqualTo(EXACTLY_ONCE);
  }

  @Test
  void aTransactionRemovesRedeliveriesButNotWhatIsPublishedTwice() {
    Chain chain = chain(publisher(AT_LEAST_ONCE), consumer(EXACTLY_ONCE, TRANSACTION));

    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(chain.verdict().weakestHop()).isEqualTo("publish");
    assertThat(chain.warnings()).anyMatch(text -> text.contains("has two offsets"));
  }

  @Test
  void messageIdsInTheDatabaseRemoveWhatIsPublishedTwice() {
    Chain positions =
        chain(publisher(AT_LEAST_ONCE), consumer(EXACTLY_ONCE, Effect.database(false)));
    Chain ids = chain(publisher(AT_LEAST_ONCE), consumer(EXACTLY_ONCE, Effect.database(true)));
    Chain idsThatNobodyGives =
        chain(publisher(AT_LEAST_ONCE, false), consumer(EXACTLY_ONCE, Effect.database(true)));

    assertThat(positions.verdict().mayRepeat()).isTrue();
    assertThat(ids.verdict().mayRepeat()).isFalse();
    assertThat(idsThatNobodyGives.verdict().mayRepeat()).isTrue();
  }

  @Test
  void anIdempotentEffectRepairsEveryDuplicateMadeBeforeIt() {
    Chain chain = chain(publisher(AT_LEAST_ONCE), consumer(AT_LEAST_ONCE, Effect.idempotent()));

    assertThat(hop(chain, "publish").mayRepeat()).isTrue();
    assertThat(hop(chain, "deliver").mayRepeat()).isTrue();
    assertThat(hop(chain, "effect").removesRepeats()).isTrue();
    assertThat(chain.verdict().mayRepeat()).isFalse();
  }

  @Test
  void anExactlyOncePublisherHoldsForItsSession() {
    Chain chain = chain(publisher(EXACTLY_ONCE), consumer(EXACTLY_ONCE, TRANSACTION));

    assertThat(chain.verdict().mayRepeat()).isFalse();
    assertThat(chain.verdict().sentence()).contains("while the publisher's session lives");
    assertThat(chain.warnings())
        .anyMatch(text -> text.contains("ends with the publisher's session"));
  }

  @Test
  void messageIdsCarryExactlyOncePublishingAcrossSessions() {
    Chain chain = chain(publisher(EXACTLY_ONCE), consumer(EXACTLY_ONCE, Effect.database(true)));

    assertThat(chain.verdict().sentence()).doesNotContain("session");
    assertThat(chain.warnings()).isEmpty();
  }

  @Test
  void aLossyPublisherBeforeACarefulConsumerIsWarnedOf() {
    Chain chain = chain(publisher(AT_MOST_ONCE), consumer(EXACTLY_ONCE, TRANSACTION));

    assertThat(chain.verdict().mayLose()).isTrue();
    assertThat(chain.warnings()).anyMatch(text -> text.contains("publish at-least-once"));
  }

  @Test
  void aConsumerThatMayLoseDecidesOverACarefulPublisher() {
    Chain chain = chain(transactions(), consumer(AT_MOST_ONCE, Effect.none()));

    assertThat(chain.verdict().mayLose()).isTrue();
    assertThat(chain.verdict().weakestHop()).isEqualTo("deliver");
  }

  @Test
  void aHopsGuaranteeIsWhatItsColumnsSay() {
    for (Hop hop : chain(transactions(), consumer(EXACTLY_ONCE, TRANSACTION)).hops()) {
      assertThat(hop.mayLose()).as(hop.name()).isEqualTo(hop.guarantee().mayLose());
      assertThat(hop.mayRepeat()).as(hop.name()).isEqualTo(hop.guarantee().mayRepeat());
    }
  }

  @Test
  void lossAndRepeatsTogetherAreNoGuarantee() {
    Chain chain = chain(publisher(AT_MOST_ONCE), consumer(AT_LEAST_ONCE, Effect.none()));

    assertThat(chain.verdict().mayLose()).isTrue();
    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(chain.verdict().sentence()).startsWith("no guarantee: ");
  }

  @Test
  void aReceiptBeforeTheSyncIsLostWithThePower() {
    PublishHop written =
        new PublishHop("orders", AT_LEAST_ONCE, Durability.WRITTEN, true, Duration.ofMinutes(2));

    Chain chain = chain(written, consumer(AT_LEAST_ONCE, Effect.none()));

    assertThat(chain.verdict().mayLose()).isTrue();
    assertThat(chain.verdict().weakestHop()).isEqualTo("store");
    assertThat(chain.warnings()).anyMatch(text -> text.contains("power failure"));
  }

  @Test
  void broadcastLosesForTheAbsent() {
    Chain chain = chain(publisher(AT_LEAST_ONCE), ConsumeHop.broadcast("orders"));

    assertThat(chain.name()).isEqualTo("orders → broadcast");
    assertThat(chain.verdict().mayLose()).isTrue();
    assertThat(chain.warnings()).anyMatch(text -> text.contains("absent subscribers"));
  }

  @Test
  void aWindowShorterThanThePossibleRedeliveryIsWarnedOfAndRemovesNothing() {
    Chain shorter = dedup(LONGEST_REDELIVERY.minusMillis(1), true);
    Chain longEnough = dedup(LONGEST_REDELIVERY, true);

    assertThat(hop(shorter, "effect").removesRepeats()).isFalse();
    assertThat(shorter.warnings())
        .anyMatch(text -> text.contains("redelivered up to 2.2 min later"));
    assertThat(hop(longEnough, "effect").removesRepeats()).isTrue();
    assertThat(longEnough.warnings()).noneMatch(text -> text.contains("redelivered up to"));
  }

  @Test
  void aWindowShorterThanThePublishersRetriesIsWarnedOf() {
    Chain chain = dedup(LONGEST_REDELIVERY, true);

    assertThat(chain.warnings())
        .anyMatch(text -> text.contains("sent again by its publisher up to 4.2 min later"));
  }

  @Test
  void everythingThatHoldsAPositionBackCountsForTheWindow() {
    Settling settling = Given.SETTLING;
    Duration longer = Duration.ofSeconds(1);

    assertThat(
            List.of(
                new Settling(
                    settling.handlerTimeout().plus(longer),
                    settling.commitEvery(),
                    settling.sessionTimeout(),
                    settling.maxInFlight()),
                new Settling(
                    settling.handlerTimeout(),
                    settling.commitEvery().plus(longer),
                    settling.sessionTimeout(),
                    settling.maxInFlight()),
                new Settling(
                    settling.handlerTimeout(),
                    settling.commitEvery(),
                    settling.sessionTimeout().plus(longer),
                    settling.maxInFlight())))
        .allSatisfy(
            slower -> {
              Chain chain = dedup(CommitMode.INTERVAL, slower);
              assertThat(hop(chain, "effect").removesRepeats()).isFalse();
              assertThat(chain.warnings()).anyMatch(text -> text.contains("redelivered up to"));
            });
    assertThat(hop(dedup(CommitMode.INTERVAL, settling), "effect").removesRepeats()).isTrue();
  }

  @Test
  void acknowledgingByHandOutlastsEveryWindow() {
    Chain chain = dedup(CommitMode.MANUAL, Given.SETTLING);

    assertThat(hop(chain, "effect").removesRepeats()).isFalse();
    assertThat(chain.warnings())
        .anyMatch(text -> text.contains("nothing limits how long the application may take"));
  }

  @Test
  void aStoreThatIsSmallerThanWhatIsInFlightIsWarnedOfAndRemovesNothing() {
    Settling given = Given.SETTLING;
    Settling more =
        new Settling(given.handlerTimeout(), given.commitEvery(), given.sessionTimeout(), 1001);

    Chain chain = dedup(CommitMode.INTERVAL, more);

    assertThat(hop(chain, "effect").removesRepeats()).isFalse();
    assertThat(chain.warnings())
        .anyMatch(text -> text.contains("newest 1,000 ids, but 1,001 messages may be in flight"));
  }

  @Test
  void exactlyOnceSaysThatARetryHoldsItsWholePartition() {
    Chain exactly = chain(transactions(), consumer(EXACTLY_ONCE, TRANSACTION));
    Chain atLeast = chain(transactions(), consumer(AT_LEAST_ONCE, Effect.none()));

    assertThat(hop(exactly, "deliver").notCovered())
        .anyMatch(
            text ->
                text.contains(
                    "all keys of its partition wait: 4 s of pauses in all, and up to 20 s an attempt"));
    assertThat(hop(atLeast, "deliver").notCovered()).noneMatch(text -> text.contains("all keys"));
  }

  @Test
  void aStoreInMemoryForgetsAtRestart() {
    Chain memory = dedup(DAY, false);
    Chain database = dedup(DAY, true);

    assertThat(memory.warnings()).anyMatch(text -> text.contains("forgets at restart"));
    assertThat(memory.verdict().weakestHop()).isEqualTo("publish");
    assertThat(database.warnings()).isEmpty();
    assertThat(database.verdict().weakestHop()).isEqualTo("deliver");
  }

  @Test
  void aStoreBesideTheEffectLeavesTheGapBetweenThem() {
    Chain chain = dedup(DAY, true);

    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(hop(chain, "effect").notCovered())
        .anyMatch(text -> text.contains("dies between the effect and its entry"));
  }

  @Test
  void deduplicationWithoutIdsRemovesNothing() {
    Chain chain =
        chain(publisher(AT_LEAST_ONCE, false), consumer(AT_LEAST_ONCE, deduplicated(DAY, true)));

    assertThat(hop(chain, "effect").removesRepeats()).isFalse();
    assertThat(chain.warnings()).anyMatch(text -> text.contains("carry no id"));
  }

  @Test
  void exactlyOnceWithoutATransactionIsCalledWhatItIs() {
    Chain chain = chain(transactions(), consumer(EXACTLY_ONCE, Effect.none()));

    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(chain.warnings()).anyMatch(text -> text.contains("nothing ties its effect"));
  }

  @Test
  void whatTheEngineCannotDoIsRefusedAndRemovesNothing() {
    Chain chain =
        chain(Given.PLAIN_ENGINE, publisher(EXACTLY_ONCE), consumer(EXACTLY_ONCE, TRANSACTION));

    assertThat(chain.verdict().mayRepeat()).isTrue();
    assertThat(chain.warnings())
        .filteredOn(text -> text.startsWith("engine plain refuses"))
        .hasSize(2);
  }

  @Test
  void theEnginesAssumptionsAreShown() {
    assertThat(Explainer.explain(Given.ENGINE, List.of(), List.of()).assumptions())
        .containsExactly("the disk is honest");
  }

  private static Chain dedup(CommitMode mode, Settling settling) {
    ConsumeHop plain = consumer(AT_LEAST_ONCE, deduplicated(LONGEST_REDELIVERY, true));
    return chain(
        publisher(AT_LEAST_ONCE),
        new ConsumeHop(
            plain.topic(),
            plain.group(),
            plain.guarantee(),
            mode,
            plain.effect(),
            plain.retry(),
            plain.whenExhausted(),
            settling));
  }

  private static Chain dedup(Duration maxAge, boolean survivesRestart) {
    return chain(
        publisher(AT_LEAST_ONCE), consumer(AT_LEAST_ONCE, deduplicated(maxAge, survivesRestart)));
  }

  private static Hop hop(Chain chain, String name) {
    return chain.hops().stream().filter(hop -> hop.name().equals(name)).findFirst().orElseThrow();
  }
}
