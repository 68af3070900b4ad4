package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Explanation;
import dev.waybill.Explanation.Chain;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Relay;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.codec.Codecs;
import dev.waybill.error.RejectedException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The part of a Waybill that a relay publishes through. */
@Timeout(60)
class RelayPartTest {

  private static final Relay RELAY =
      new Relay(
          "outbox in a test",
          new Explanation.Hop(
              "relay",
              Guarantee.EXACTLY_ONCE,
              "carries rows",
              false,
              false,
              false,
              List.of(),
              List.of()),
          "own.");
  private static final Topic<String> OWN = Topic.named("own.0").of(Codecs.string()).partitions(1);

  private final World world = new World();

  @AfterEach
  void close() {
    world.waybill.close();
  }

  private List<String> chains() {
    return world.waybill.explain().chains().stream().map(Chain::name).toList();
  }

  @Test
  void whatItPublishesIsExplainedAsTheRelaysAndItsOwnTopicsAreNotListed() {
    Waybill part = world.waybill.forRelay(RELAY);
    part.publisher(world.topic, Guarantee.EXACTLY_ONCE).publish("a:1").join();
    part.publisher(OWN, Guarantee.AT_LEAST_ONCE).publish("a:1").join();
    caughtUp(world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add));

    assertThat(chains()).containsExactly("outbox → in → g");
    assertThat(world.seen).containsExactly("a:1");
  }

  @Test
  void theApplicationsOwnPublisherOfTheSameTopicHasAChainOfItsOwn() {
    Waybill part = world.waybill.forRelay(RELAY);
    part.publisher(world.topic, Guarantee.EXACTLY_ONCE);
    world.waybill.publisher(world.topic, Guarantee.EXACTLY_ONCE);

    assertThat(chains())
        .containsExactly("in → no subscription yet", "outbox → in → no subscription yet");
  }

  @Test
  void closedItEndsWhatWasOpenedThroughItAndNothingElse() {
    Waybill part = world.waybill.forRelay(RELAY);
    Publisher<String> relays = part.publisher(world.topic, Guarantee.AT_LEAST_ONCE);

    part.close();

    assertThat(relays.publish("a:1")).isCompletedExceptionally();
    assertThatThrownBy(() -> part.publisher(world.topic)).isInstanceOf(RejectedException.class);
    assertThat(chains()).isEmpty();
    world.publish("a:2");
    assertThat(world.engine.closed).doesNotContain("engine");
  }

  @Test
  void itEndsWithTheWholeAndBeforeTheEngine() {
    Waybill part = world.waybill.forRelay(RELAY);
    var unused = part.publisher(world.topic, Guarantee.AT_LEAST_ONCE);

    world.waybill.close();

    assertThat(world.engine.closed).containsExactly("publisher", "engine");
    assertThatThrownBy(() -> world.waybill.forRelay(RELAY)).isInstanceOf(RejectedException.class);
    part.close();
  }
}
