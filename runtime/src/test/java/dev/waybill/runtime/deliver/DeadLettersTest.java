package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.LONG;
import static dev.waybill.runtime.deliver.World.QUICK;
import static dev.waybill.runtime.deliver.World.caughtUp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Subscribe;
import dev.waybill.Subscription;
import dev.waybill.Subscription.State;
import dev.waybill.Topic;
import dev.waybill.WhenExhausted;
import dev.waybill.admin.TopicSettings;
import dev.waybill.codec.Codecs;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.fake.Faults.Point;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters under both guarantees that write them: they fit, or the subscription says why not. */
@Timeout(60)
class DeadLettersTest {

  private static final int LARGEST = 3 * 1024 * 1024;
  private static final String LETTERS = "in.g.dead-letters";

  private final World world = new World();
  private String error = "bad";

  /** Who writes the letter: a publisher of its own, or the transaction. */
  enum Writer {
    AT_LEAST_ONCE,
    EXACTLY_ONCE
  }

  @AfterEach
  void close() {
    world.waybill.close();
  }

  private Subscription failOn(String bad, Writer writer, WhenExhausted choice) {
    Subscribe.InGroup<String> group = world.waybill.subscribe(world.topic).group("g");
    return switch (writer) {
      case AT_LEAST_ONCE ->
          group.atLeastOnce().retry(QUICK).whenExhausted(choice).handle(text -> handle(text, bad));
      case EXACTLY_ONCE ->
          group
              .exactlyOnce()
              .retry(QUICK)
              .whenExhausted(choice)
              .into(Topic.named("out").of(Codecs.string()).partitions(1))
              .process(
                  text -> {
                    handle(text, bad);
                    return List.of();
                  });
    };
  }

  private void handle(String text, String bad) {
    if (text.startsWith(bad)) {
      throw new IllegalStateException(error);
    }
    world.seen.add(text);
  }

  /** A message exactly as large as its topic allows: {@code k:…}, its key and its id. */
  private String largest(String key) {
    int fixed = key.length() + "waybill-id".length();
    return key + ":" + "x".repeat((LARGEST - fixed) / 2 - key.length() - 1);
  }

  private void topicOfLargeMessages() {
    world.engine.maxMessageBytes = Integer.MAX_VALUE;
    world.waybill.topics().create("in", TopicSettings.partitions(1).withMaxMessageBytes(LARGEST));
  }

  @ParameterizedTest
  @EnumSource(Writer.class)
  void theLargestMessageOfItsTopicFitsWithTheLongestError(Writer writer) {
    topicOfLargeMessages();
    error = "ö".repeat(10_000);
    world.publish(largest("a"), "b:2");

    Subscription subscription = failOn("a", writer, WhenExhausted.deadLetter());
    caughtUp(subscription);

    StoredMessage letter = world.engine.messages(LETTERS).get(0);
    assertThat(new String(letter.value(), UTF_8)).isEqualTo(largest("a"));
    assertThat(letter.headers().text("waybill-error")).contains("ö".repeat(500));
    assertThat(world.seen).containsExactly("b:2");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
  }

  @Test
  void anErrorsTextIsCutBetweenTwoCharacters() {
    error = "a" + "ö".repeat(1_000);
    world.publish("a:1");

    caughtUp(failOn("a", Writer.AT_LEAST_ONCE, WhenExhausted.deadLetter()));

    assertThat(world.engine.messages(LETTERS).get(0).headers().text("waybill-error"))
        .contains("a" + "ö".repeat(499));
  }

  @Test
  void whereTheEngineHasNoRoomForMoreTheTopicIsAsLargeAsItsOrigin() {
    topicOfLargeMessages();
    world.engine.maxTopicMessageBytes = LARGEST;
    world.publish("a:1");

    caughtUp(failOn("a", Writer.AT_LEAST_ONCE, WhenExhausted.deadLetter()));

    assertThat(world.waybill.topics().describe(LETTERS).orElseThrow().settings().maxMessageBytes())
        .isEqualTo(LARGEST);
    assertThat(world.engine.values(LETTERS)).containsExactly("a:1");
  }

  @ParameterizedTest
  @EnumSource(Writer.class)
  void aRefusedLetterStopsTheSubscriptionBeforeItsMessageAndSaysWhy(Writer writer) {
    world.waybill.topics().create("small", TopicSettings.defaults().withMaxMessageBytes(20));
    world.publish("b:1", "a:2", "b:3");

    Subscription subscription = failOn("a", writer, WhenExhausted.deadLetter("small"));

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.state()).isEqualTo(State.FAILED);
    assertThat(subscription.failure().orElseThrow())
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("in-0 offset 1")
        .hasMessageContaining("3 of 3 attempts failed")
        .hasMessageContaining("its dead letter to 'small' was refused")
        .hasMessageContaining("expected at most 20 bytes")
        .hasMessageContaining("nothing is lost");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
    assertThat(subscription.counts().deadLettered()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Writer.class)
  void onceTheTopicTakesItTheNextSubscriptionGoesOn(Writer writer) {
    world.waybill.topics().create(LETTERS, TopicSettings.defaults().withMaxMessageBytes(20));
    world.publish("a:1", "b:2");
    assertThat(failOn("a", writer, WhenExhausted.deadLetter()).awaitEnd(LONG)).isTrue();
    world.engine.topics().delete(LETTERS);

    caughtUp(failOn("a", writer, WhenExhausted.deadLetter()));

    assertThat(world.engine.values(LETTERS)).containsExactly("a:1");
    assertThat(world.seen).contains("b:2");
    assertThat(world.engine.committed("g", "in", 0)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aPoisonMessageUnderExactlyOnceBecomesALetterInTheTransaction() {
    world.publish("b:1");
    world.engine.append("in", 0, "a", new byte[] {(byte) 0xff, (byte) 0xfe});
    world.publish("b:2");

    Subscription subscription = failOn("a", Writer.EXACTLY_ONCE, WhenExhausted.deadLetter());
    caughtUp(subscription);

    assertThat(world.seen).contains("b:1", "b:2");
    StoredMessage letter = world.engine.messages(LETTERS).get(0);
    assertThat(letter.value()).containsExactly(0xff, 0xfe);
    assertThat(letter.headers().text("waybill-origin-offset")).contains("1");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(3);
  }

  @Test
  void aPoisonMessageUnderExactlyOnceMayStopTheSubscription() {
    world.publish("b:1");
    world.engine.append("in", 0, "a", new byte[] {(byte) 0xff});

    Subscription subscription = failOn("a", Writer.EXACTLY_ONCE, WhenExhausted.stop());

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.failure().orElseThrow())
        .hasMessageContaining("in-0 offset 1, as declared");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"billing team", "a/b", "orders → mail"})
  void aGroupThatNamesNoTopicIsRefusedWhenItSubscribes(String group) {
    assertThatThrownBy(
            () ->
                world
                    .waybill
                    .subscribe(world.topic)
                    .group(group)
                    .atLeastOnce()
                    .handle(world.seen::add))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("'in." + group + ".dead-letters'")
        .hasMessageContaining("nothing was subscribed")
        .hasMessageContaining("WhenExhausted.deadLetter(name)");
    assertThat(world.engine.consumers).isEmpty();
  }

  @Test
  void aNameThatIsTooLongIsRefusedWhenItSubscribes() {
    String group = "g".repeat(240);

    assertThatThrownBy(
            () ->
                world
                    .waybill
                    .subscribe(world.topic)
                    .group(group)
                    .exactlyOnce()
                    .process((delivery, outputs) -> {}))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("1 to 249 characters, found 256");
  }

  @Test
  void aTopicIsNotItsOwnDeadLetterTopic() {
    assertThatThrownBy(() -> failOn("a", Writer.AT_LEAST_ONCE, WhenExhausted.deadLetter("in")))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("found itself");
  }

  @Test
  void suchAGroupMaySubscribeWithANameOrWithoutLetters() {
    world.publish("a:1");
    Subscribe.InGroup<String> group = world.waybill.subscribe(world.topic).group("billing team");

    caughtUp(
        group
            .atLeastOnce()
            .whenExhausted(WhenExhausted.deadLetter("billing.dead-letters"))
            .handle(world.seen::add));
    group.atLeastOnce().whenExhausted(WhenExhausted.stop()).handle(world.seen::add).close();
    group.atMostOnce().handle(world.seen::add).close();

    assertThat(world.seen).contains("a:1");
  }

  @Test
  void whatNobodyForesawIsCalledUnexpected() {
    world.publish("a:1");
    world.engine.faults.plantUnforeseen(Point.COMMIT, new IllegalStateException("a bug"));

    Subscription subscription = failOn("b", Writer.AT_LEAST_ONCE, WhenExhausted.deadLetter());

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(world.engine.faults.left()).isZero();
    assertThat(subscription.failure().orElseThrow())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("unexpected java.lang.IllegalStateException: a bug")
        .hasMessageContaining("please report it")
        .hasRootCauseMessage("a bug");
  }
}
