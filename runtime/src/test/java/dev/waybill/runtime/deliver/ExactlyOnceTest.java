package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.LONG;
import static dev.waybill.runtime.deliver.World.QUICK;
import static dev.waybill.runtime.deliver.World.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Subscription;
import dev.waybill.Subscription.State;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.WhenExhausted;
import dev.waybill.codec.Codecs;
import dev.waybill.engine.Capability;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.fake.FakeEngine;
import dev.waybill.runtime.fake.Faults.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ExactlyOnceTest {

  private final World world = new World();
  private final Topic<String> out = Topic.named("out").of(Codecs.string()).partitions(1);

  @AfterEach
  void close() {
    world.waybill.close();
  }

  private Subscription copy() {
    return world
        .waybill
        .subscribe(world.topic)
        .group("g")
        .exactlyOnce()
        .retry(QUICK)
        .into(out)
        .process(text -> List.of(text + "!"));
  }

  @Test
  void outputsAndPositionAreCommittedTogether() {
    world.publish("a:1", "b:2");

    Subscription subscription = copy();
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("a:1!", "b:2!");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(2);
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(2, 2, 0, 0, 0));
    assertThat(world.engine.sessionIds).containsExactly("waybill.g.in.0");
  }

  @Test
  void aMessageWithoutOutputsMovesThePositionOnly() {
    world.publish("a:1");
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .into(out)
            .process(text -> List.of());
    caughtUp(subscription);

    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
    assertThat(world.engine.values("out")).isEmpty();
  }

  @Test
  void outputsMayGoToSeveralTopics() {
    Topic<String> other = Topic.named("other").of(Codecs.string()).partitions(1);
    world.publish("a:1");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .process(
                (delivery, outputs) -> {
                  outputs.publish(out, delivery.message());
                  outputs.publish(other, delivery.message());
                });
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("a:1");
    assertThat(world.engine.values("other")).containsExactly("a:1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {
        "OPEN_TRANSACTIONS",
        "TRANSACTION_BEGIN",
        "TRANSACTION_PUBLISH",
        "STAGE",
        "TRANSACTION_COMMIT",
        "POLL"
      })
  void afterAnAbortEverythingIsDoneAgainOnce(Point point) {
    world.engine.faults.plant(point, new RetriableException("try again"));
    world.publish("a:1", "b:2", "c:3");

    caughtUp(copy());

    assertThat(world.engine.faults.met()).isEqualTo(1);
    assertThat(world.engine.values("out")).containsExactly("a:1!", "b:2!", "c:3!");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"TRANSACTION_COMMIT", "TRANSACTION_COMMIT_DONE_UNTOLD"})
  void anUnknownOutcomeIsSettledAndReadBack(Point point) {
    world.engine.faults.plant(point, new OutcomeUnknownException("answer lost"));
    world.engine.faults.plant(Point.DESCRIBE_GROUP, new RetriableException("busy"));
    world.publish("a:1", "b:2");

    Subscription subscription = copy();
    caughtUp(subscription);
    world.publish("c:3");
    caughtUp(subscription);

    assertThat(world.engine.faults.left()).isZero();
    assertThat(world.engine.values("out")).containsExactly("a:1!", "b:2!", "c:3!");
    assertThat(world.engine.sessionIds).containsOnly("waybill.g.in.0").hasSize(2);
  }

  @Test
  void anUnknownOutcomeIsNotForgottenWhenReadingBackFailsToo() {
    world.engine.faults.plant(
        Point.TRANSACTION_COMMIT_DONE_UNTOLD, new OutcomeUnknownException("answer lost"));
    world.publish("a:1", "b:2");
    CountDownLatch first = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .into(out)
            .process(
                text -> {
                  if (first.getCount() > 0) {
                    first.countDown();
                    world.engine.faults.plant(
                        Point.OPEN_TRANSACTIONS, new RetriableException("busy"));
                    world.engine.faults.plant(Point.DESCRIBE_GROUP, new RetriableException("b"));
                  }
                  return List.of(text);
                });
    caughtUp(subscription);

    assertThat(world.engine.faults.left()).isZero();
    assertThat(world.engine.values("out")).containsExactly("a:1", "b:2");
  }

  @Test
  void aFencedSessionMovesToItsNextSlot() {
    world.engine.faults.plant(Point.TRANSACTION_COMMIT, new FencedException("newer session"));
    world.publish("a:1");

    caughtUp(copy());

    assertThat(world.engine.values("out")).containsExactly("a:1!");
    assertThat(world.engine.sessionIds).containsExactly("waybill.g.in.0", "waybill.g.in.1");
  }

  /** The answer of the commit was lost, and a newer session came before it was asked for again. */
  @Test
  void whatWasCommittedBeforeTheSessionWasFencedIsNotMadeAgain() {
    world.engine.faults.plant(
        Point.TRANSACTION_COMMIT_DONE_UNTOLD, new FencedException("newer session"));
    world.publish("a:1", "a:2");

    caughtUp(copy());

    assertThat(world.engine.faults.left()).isZero();
    assertThat(world.engine.values("out")).containsExactly("a:1!", "a:2!");
  }

  @Test
  void twoMembersHaveTwoSlots() {
    world.waybill.topics().create("in", dev.waybill.admin.TopicSettings.partitions(2));
    Subscription one = copy();
    Subscription two = copy();
    caughtUp(one);
    caughtUp(two);

    assertThat(world.engine.sessionIds)
        .containsExactlyInAnyOrder("waybill.g.in.0", "waybill.g.in.1");
  }

  @Test
  void aZombieCannotCommit() throws Exception {
    world.publish("a:1");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .into(out)
            .process(
                text -> {
                  entered.countDown();
                  release.await();
                  return List.of(text);
                });
    entered.await();
    world.engine.expireMembers("g");
    release.countDown();
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("a:1");
  }

  @Test
  void onlyTheFailingMessageIsTriedAgainAndItsNeighboursPass() {
    world.publish("a:1", "b:2", "c:3");
    AtomicInteger attempts = new AtomicInteger();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .retry(QUICK.maxAttempts(5))
            .process(
                (delivery, outputs) -> {
                  if (delivery.message().equals("b:2") && attempts.incrementAndGet() < 3) {
                    assertThat(delivery.attempt()).isEqualTo(attempts.get());
                    throw new IllegalStateException("not yet");
                  }
                  outputs.publish(out, delivery.message());
                });
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("a:1", "b:2", "c:3");
    assertThat(attempts.get()).isEqualTo(3);
  }

  @Test
  void aDeadLetterIsPartOfTheTransaction() {
    world.publish("a:1", "b:2", "c:3");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .retry(QUICK)
            .into(out)
            .process(
                text -> {
                  if (text.equals("b:2")) {
                    throw new IllegalStateException("bad");
                  }
                  return List.of(text);
                });
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("a:1", "c:3");
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("b:2");
    StoredMessage letter = world.engine.messages("in.g.dead-letters").get(0);
    assertThat(letter.headers().text("waybill-attempts")).contains("3");
    assertThat(world.engine.publishers).hasSize(1);
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
    assertThat(subscription.counts().handled()).isEqualTo(2);
  }

  @Test
  void anOutputThatIsRefusedIsTheFaultOfItsMessage() {
    world.engine.maxMessageBytes = 50;
    world.publish("a:1", "b:2", "c:3");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .retry(QUICK)
            .into(out)
            .process(text -> List.of(text.equals("b:2") ? "x".repeat(51) : text));
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("a:1", "c:3");
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("b:2");
  }

  @Test
  void orTheSubscriptionStopsBeforeTheMessage() {
    world.publish("a:1", "b:2");
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .retry(QUICK)
            .whenExhausted(WhenExhausted.stop())
            .into(out)
            .process(
                text -> {
                  if (text.equals("b:2")) {
                    throw new IllegalStateException("bad");
                  }
                  return List.of(text);
                });

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.failure().orElseThrow()).hasMessageContaining("in-0 offset 1");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
    assertThat(world.engine.values("out")).containsExactly("a:1");
  }

  @Test
  void outputsAfterTheCallAreRefused() {
    world.publish("a:1");
    List<WaybillException> refused = new ArrayList<>();
    List<dev.waybill.MultiProcessor.Outputs> kept = new ArrayList<>();
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .process((delivery, outputs) -> kept.add(outputs));
    caughtUp(subscription);

    try {
      kept.get(0).publish(out, "late");
    } catch (RejectedException e) {
      refused.add(e);
    }
    assertThat(refused).hasSize(1);
  }

  @Test
  void aCloseCommitsWhatWasProcessed() throws Exception {
    world.publish("a:1", "a:2", "a:3");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .into(out)
            .process(
                text -> {
                  entered.countDown();
                  release.await();
                  return List.of(text);
                });
    entered.await();
    Thread closer = new Thread(subscription::close);
    closer.start();
    while (subscription.state() != State.CLOSED) {
      Thread.onSpinWait();
    }
    release.countDown();
    closer.join();

    assertThat(world.engine.values("out")).containsExactly("a:1");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
    assertThat(world.engine.members("g")).isZero();
  }

  @Test
  void underRandomFaultsNothingIsLostOrDoneTwice() {
    World.seeded(this::faultsAtRandom);
  }

  private void faultsAtRandom(Random random) {
    world.waybill.topics().create("in", dev.waybill.admin.TopicSettings.partitions(3));
    Set<String> failed = ConcurrentHashMap.newKeySet();
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .maxBatch(7)
            .retry(QUICK)
            .into(out)
            .process(
                text -> {
                  if (text.hashCode() % 11 == 0 && failed.add(text)) {
                    throw new IllegalStateException("once");
                  }
                  return List.of(text);
                });
    List<String> texts = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      plantSome(random);
      List<String> more = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        more.add("k" + random.nextInt(9) + ":" + round + "-" + i);
      }
      world.publish(more.toArray(String[]::new));
      texts.addAll(more);
      if (round % 5 == 4) {
        world.engine.expireMembers("g");
      }
    }
    caughtUp(subscription);

    assertThat(world.engine.faults.met()).isGreaterThan(5);
    assertThat(world.engine.values("out")).containsExactlyInAnyOrderElementsOf(texts);

    for (int key = 0; key < 9; key++) {
      String prefix = "k" + key + ":";
      assertThat(world.engine.values("out").stream().filter(t -> t.startsWith(prefix)).toList())
          .containsExactlyElementsOf(texts.stream().filter(t -> t.startsWith(prefix)).toList());
    }
  }

  private void plantSome(Random random) {
    switch (random.nextInt(6)) {
      case 0 -> world.engine.faults.plant(Point.TRANSACTION_BEGIN, new RetriableException("r"));
      case 1 -> world.engine.faults.plant(Point.STAGE, new RetriableException("r"));
      case 2 -> world.engine.faults.plant(Point.TRANSACTION_COMMIT, new RetriableException("r"));
      case 3 ->
          world.engine.faults.plant(
              Point.TRANSACTION_COMMIT_DONE_UNTOLD, new OutcomeUnknownException("u"));
      case 4 ->
          world.engine.faults.plant(Point.TRANSACTION_COMMIT, new OutcomeUnknownException("u"));
      default -> world.engine.faults.plant(Point.TRANSACTION_COMMIT, new FencedException("f"));
    }
  }

  @Test
  void anEngineThatCannotStagePositionsIsRefused() {
    Waybill poor = Waybill.over(new FakeEngine().without(Capability.POSITIONS_IN_TRANSACTION));

    assertThatThrownBy(
            () ->
                poor.subscribe(world.topic)
                    .group("g")
                    .exactlyOnce()
                    .into(out)
                    .process(text -> List.of(text)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("POSITIONS_IN_TRANSACTION")
        .hasMessageContaining("deduplicate");
  }

  @Test
  void aSlowProcessorIsInterrupted() {
    world.publish("a:1", "a:2");
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .exactlyOnce()
            .handlerTimeout(Duration.ofMillis(20))
            .retry(QUICK.maxAttempts(1))
            .into(out)
            .process(
                text -> {
                  if (text.equals("a:1")) {
                    new CountDownLatch(1).await();
                  }
                  return List.of(text);
                });
    caughtUp(subscription);

    assertThat(world.engine.values("out")).containsExactly("a:2");
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("a:1");
  }
}
