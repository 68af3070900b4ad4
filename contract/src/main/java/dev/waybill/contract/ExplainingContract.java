package dev.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Receipt;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.contract.exchange.Names;
import dev.waybill.contract.gate.Needs;
import dev.waybill.engine.Capability;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said about a pipeline, and what is refused before anything is opened. */
public abstract class ExplainingContract extends ApplicationBehaviours {

  @Test
  final void aPipelineIsExplainedHopByHopAndItsWeakestHopDecides() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    waybill().publisher(topic).atLeastOnce().open();
    caughtUp(waybill().subscribe(topic).group(group).atMostOnce().handle(seen::add));

    Explanation explanation = waybill().explain();

    assertThat(explanation.engine()).isEqualTo(engine().name());
    assertThat(explanation.assumptions()).containsAll(engine().capabilities().assumptions());
    Explanation.Chain chain = chainTo(explanation, group);
    assertThat(chain.hops())
        .extracting(Explanation.Hop::name)
        .containsExactly("publish", "store", "deliver", "effect");
    assertThat(chain.verdict().mayLose()).isTrue();
    assertThat(explanation.toString()).contains(group).contains(topic.name());
  }

  @Test
  @Needs({
    Capability.TRANSACTIONS,
    Capability.POSITIONS_IN_TRANSACTION,
    Capability.IDEMPOTENT_PUBLISH
  })
  final void aChainThatIsExactlyOnceThroughoutLosesAndRepeatsNothing() throws Exception {
    Topic<String> in = topic(1);
    Topic<String> out = topic(1);
    String group = group();
    waybill().publisher(in).exactlyOnce().open();
    caughtUp(
        waybill()
            .subscribe(in)
            .group(group)
            .exactlyOnce()
            .into(out)
            .process(text -> List.of(text)));

    Explanation.Chain chain = chainTo(waybill().explain(), group);

    assertThat(chain.verdict().mayLose()).isFalse();
    assertThat(chain.hops().get(0).guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
  }

  private static Explanation.Chain chainTo(Explanation explanation, String group) {
    return explanation.chains().stream()
        .filter(chain -> chain.name().contains(group))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no chain to " + group + " in " + explanation));
  }

  @Test
  @Needs(severalEngines = true)
  final void readersInOtherProcessesAreNamed() throws Exception {
    Topic<String> topic = topic(1);
    String group = group();
    publish(topic, "a:1");
    try (Waybill other = Waybill.over(underTest().open())) {
      caughtUp(other.subscribe(topic).group(group).atLeastOnce().handle(seen::add));

      assertThat(waybill().explain().otherReaders())
          .filteredOn(reader -> reader.group().equals(group))
          .singleElement()
          .satisfies(reader -> assertThat(reader.topics()).containsExactly(topic.name()));
    }
  }

  @Test
  final void aTopicThatDoesNotExistAndSaysNoSettingsIsRejected() {
    Topic<String> unknown = Topic.named(Names.fresh("unknown")).of(Codecs.string());

    assertThatThrownBy(() -> waybill().publisher(unknown).atLeastOnce().open())
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(unknown.name());
    assertThatThrownBy(
            () -> waybill().subscribe(unknown).group(group()).atLeastOnce().handle(seen::add))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(unknown.name());
  }

  @Test
  final void anOversizeMessageFailsItsPublishAndNoOther() throws Exception {
    Topic<String> topic =
        topic(1).createdWith(TopicSettings.partitions(1).withMaxMessageBytes(1_000));
    try (Publisher<String> publisher = waybill().publisher(topic).atLeastOnce().open()) {
      CompletableFuture<Receipt> large = publisher.publish("a:" + "x".repeat(5_000));
      CompletableFuture<Receipt> next = publisher.publish("a:2");

      assertThat(failureOf(large)).isInstanceOf(RejectedException.class);
      assertThat(receipt(next).offset()).isZero();
    }
    assertThat(contents(topic)).containsExactly("a:2");
  }

  private WaybillException failureOf(CompletableFuture<Receipt> future) throws Exception {
    try {
      Receipt found = future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError("expected a failed publish, found " + found);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WaybillException failure) {
        return failure;
      }
      throw new AssertionError("expected a failure of Waybill's family", e);
    }
  }

  @Test
  final void anIllegalTopicNameIsRejected() {
    Topic<String> illegal = Topic.named("a b").of(Codecs.string()).partitions(1);

    assertThatThrownBy(() -> waybill().publisher(illegal).atLeastOnce().open())
        .isInstanceOf(RejectedException.class);
  }

  @Test
  @Needs(Capability.TRANSACTIONS)
  final void aTransactionTimeoutThatTheEngineDoesNotTakeIsRejected() {
    assertThatThrownBy(() -> waybill().transactions(Names.fresh("id"), Duration.ofDays(1_000)))
        .isInstanceOf(RejectedException.class);
  }
}
