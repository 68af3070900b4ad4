package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.LONG;
import static dev.waybill.runtime.deliver.World.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Explanation;
import dev.waybill.Guarantee;
import dev.waybill.Publisher;
import dev.waybill.Subscription;
import dev.waybill.Subscription.State;
import dev.waybill.Topic;
import dev.waybill.Waybill;
import dev.waybill.WhenOvertaken;
import dev.waybill.codec.Codecs;
import dev.waybill.engine.Capability;
import dev.waybill.error.CorruptException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.message.StartPosition;
import dev.waybill.runtime.fake.FakeEngine;
import dev.waybill.runtime.fake.Faults.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SubscriptionLifeTest {

  private final World world = new World();

  @AfterEach
  void close() {
    world.waybill.close();
  }

  private Subscription subscribe() {
    return world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
  }

  @Test
  void aNewSubscriptionGoesOnWhereTheLastOneEnded() {
    world.publish("a:1");
    Subscription first = subscribe();
    caughtUp(first);
    first.close();
    world.publish("a:2");

    caughtUp(subscribe());

    assertThat(first.state()).isEqualTo(State.CLOSED);
    assertThat(world.seen).containsExactly("a:1", "a:2");
  }

  @Test
  void pausedItKeepsItsPartitionsAndDeliversNothing() {
    Subscription subscription = subscribe();
    world.publish("a:1");
    caughtUp(subscription);

    subscription.pause();
    world.publish("a:2");
    assertThat(subscription.awaitCaughtUp(Duration.ofMillis(50))).isFalse();
    assertThat(subscription.state()).isEqualTo(State.PAUSED);
    assertThat(subscription.assignment()).hasSize(1);
    assertThat(world.seen).containsExactly("a:1");
    subscription.resume();
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "a:2");
  }

  @Test
  void aSeekToTheEarliestMessageDeliversAllAgain() {
    world.publish("a:1", "a:2");
    Subscription subscription = subscribe();
    caughtUp(subscription);

    subscription.seek(StartPosition.earliest());
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "a:2", "a:1", "a:2");
  }

  @Test
  void aSeekMayGoToAnOffsetATimeOrTheEnd() {
    world.publish("a:1", "a:2", "a:3");
    Subscription subscription = subscribe();
    caughtUp(subscription);
    world.seen.clear();

    subscription.seek(StartPosition.offset(2));
    caughtUp(subscription);
    assertThat(world.seen).containsExactly("a:3");
    subscription.seek(StartPosition.time(Instant.now().plusSeconds(3600)));
    subscription.seek(StartPosition.latest());
    caughtUp(subscription);
    assertThat(world.seen).containsExactly("a:3");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(3);
  }

  @Test
  void anIllegalOffsetIsRefusedAndNothingMoves() {
    world.publish("a:1");
    Subscription subscription = subscribe();
    caughtUp(subscription);

    assertThatThrownBy(() -> subscription.seek(StartPosition.offset(99)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("0 to 1");
    world.publish("a:2");
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "a:2");
  }

  @Test
  void aHandlerMaySeekAndCloseItsOwnSubscription() {
    world.publish("a:1", "a:2");
    AtomicReference<Subscription> self = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .handle(
                text -> {
                  known.await();
                  world.seen.add(text);
                  self.get().close();
                });
    self.set(subscription);
    known.countDown();

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(world.seen).containsExactly("a:1");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
  }

  @Test
  void aCloseWaitsForTheHandlerAndCommitsIt() throws Exception {
    world.publish("a:1", "a:2");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .handle(
                text -> {
                  entered.countDown();
                  release.await();
                });
    entered.await();
    Thread closer = new Thread(subscription::close);
    closer.start();
    while (subscription.state() != State.CLOSED) {
      Thread.onSpinWait();
    }
    release.countDown();
    closer.join();

    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
    assertThat(world.engine.members("g")).isZero();
  }

  @Test
  void afterItsTimeACloseInterruptsAndLeavesTheMessageUnsettled() throws Exception {
    world.publish("a:1");
    CountDownLatch entered = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .handle(
                text -> {
                  entered.countDown();
                  new CountDownLatch(1).await();
                });
    entered.await();

    subscription.close(Duration.ofMillis(20));

    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(-1);
    assertThat(world.engine.values("in.g.dead-letters")).isEmpty();
    assertThat(world.engine.members("g")).isZero();
  }

  @Test
  void damageStopsTheSubscription() {
    world.publish("a:1");
    world.engine.faults.plant(Point.POLL, new CorruptException("offset 0 is damaged"));

    Subscription subscription = subscribe();

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.state()).isEqualTo(State.FAILED);
    assertThat(subscription.failure().orElseThrow()).isInstanceOf(CorruptException.class);
    assertThatThrownBy(subscription::pause).hasMessageContaining("FAILED");
  }

  @Test
  void gapsInThePartitionDoNotHoldThePositionBack() {
    world.publish("a:1");
    world.engine.appendMarker("in", 0);
    world.publish("a:2");
    world.engine.appendMarker("in", 0);

    caughtUp(subscribe());

    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(4);
  }

  @Test
  void itBeginsWhereItIsTold() {
    world.publish("a:1", "a:2");
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .startAt(StartPosition.latest())
            .handle(world.seen::add);
    caughtUp(subscription);
    world.publish("a:3");
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:3");
  }

  @Test
  void aStartOutOfRangeStopsItWithTheRange() {
    world.publish("a:1");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .startAt(StartPosition.offset(99))
            .handle(world.seen::add);

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.failure().orElseThrow())
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("0 to 1");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(-1);
  }

  @Test
  void whatRetentionHasTakenIsPassedOverAndTheRestIsDelivered() {
    world.publish("a:1", "a:2");
    Subscription first = subscribe();
    caughtUp(first);
    first.close();
    world.publish("a:3", "a:4", "a:5");
    world.engine.retainFrom("in", 0, 4);

    caughtUp(subscribe());

    assertThat(world.seen).containsExactly("a:1", "a:2", "a:5");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(5);
  }

  @Test
  void aSubscriptionThatMayNotBeOvertakenStopsBeforeTheGap() throws Exception {
    world.publish("a:1", "a:2");
    Subscription first = subscribe();
    caughtUp(first);
    first.close();
    world.publish("a:3", "a:4", "a:5");
    world.engine.retainFrom("in", 0, 4);

    Subscription careful =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .whenOvertaken(WhenOvertaken.STOP)
            .handle(world.seen::add);

    assertThat(careful.awaitEnd(LONG)).isTrue();
    assertThat(careful.failure().orElseThrow())
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("retention")
        .hasMessageContaining("offset 4");
    assertThat(world.seen).containsExactly("a:1", "a:2");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(WhenOvertaken.class)
  void retentionThatOvertakesInTheMidstIsToldOrHeeded(WhenOvertaken choice) throws Exception {
    world.publish("a:1");
    Subscription running =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .whenOvertaken(choice)
            .handle(world.seen::add);
    caughtUp(running);
    synchronized (world.engine) { // nobody polls in between
      world.publish("a:2", "a:3", "a:4");
      world.engine.retainFrom("in", 0, 3);
    }

    if (choice == WhenOvertaken.STOP) {
      assertThat(running.awaitEnd(LONG)).isTrue();
      assertThat(running.failure().orElseThrow()).hasMessageContaining("offset 3");
      assertThat(world.seen).containsExactly("a:1");
      assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
    } else {
      caughtUp(running);
      assertThat(world.seen).containsExactly("a:1", "a:4");
    }
  }

  @Test
  void allSubscriptionsOfAWaybillEndAtTheSameTime() throws Exception {
    world.publish("a:1");
    List<Subscription> all = new CopyOnWriteArrayList<>();
    CountDownLatch entered = new CountDownLatch(3);
    CountDownLatch known = new CountDownLatch(1);
    for (String group : List.of("one", "two", "three")) {
      all.add(
          world
              .waybill
              .subscribe(world.topic)
              .group(group)
              .atLeastOnce()
              .handle(
                  text -> {
                    entered.countDown();
                    known.await();
                    while (all.stream().anyMatch(s -> s.state() != State.CLOSED)) {
                      Thread.sleep(1);
                    }
                    world.seen.add(group);
                  }));
    }
    entered.await();
    known.countDown();

    world.waybill.close();

    assertThat(world.seen).containsExactlyInAnyOrder("one", "two", "three");
  }

  @Test
  void plansBeyondTheEngineAreRefused() {
    Waybill noGroups = Waybill.over(new FakeEngine().without(Capability.GROUPS));
    Waybill noTimes = Waybill.over(new FakeEngine().without(Capability.SEEK_BY_TIME));
    Waybill noBroadcast = Waybill.over(new FakeEngine().without(Capability.BROADCAST));

    assertThatThrownBy(
            () -> noGroups.subscribe(world.topic).group("g").atMostOnce().handle(t -> {}))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("consumer groups");
    assertThatThrownBy(
            () ->
                noTimes
                    .subscribe(world.topic)
                    .group("g")
                    .atLeastOnce()
                    .startAt(StartPosition.time(Instant.EPOCH))
                    .handle(t -> {}))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("SEEK_BY_TIME");
    assertThatThrownBy(() -> noBroadcast.subscribe(world.topic).broadcast().handle(t -> {}))
        .isInstanceOf(UnsupportedException.class);
  }

  @Test
  void anUnknownTopicAndBadOptionsAreRefused() {
    Topic<String> unknown = Topic.named("nowhere").of(Codecs.string());

    assertThatThrownBy(
            () -> world.waybill.subscribe(unknown).group("g").atLeastOnce().handle(t -> {}))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(
            () -> world.waybill.subscribe(world.topic).group("g").atLeastOnce().concurrency(0))
        .hasMessageContaining("expected 1 to");
    assertThatThrownBy(() -> world.waybill.subscribe(world.topic).group(" "))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  void aClosedWaybillRefusesEverything() {
    Publisher<String> publisher = world.waybill.publisher(world.topic, Guarantee.AT_LEAST_ONCE);
    Subscription subscription = subscribe();
    world.waybill.close();
    world.waybill.close();

    List<Runnable> calls =
        List.of(
            () -> world.waybill.publisher(world.topic),
            () -> world.waybill.subscribe(world.topic),
            () -> world.waybill.transactions("tx"),
            () -> world.waybill.transaction(tx -> {}),
            () -> world.waybill.topics(),
            () -> world.waybill.groups(),
            () -> world.waybill.explain(),
            publisher::flush,
            () -> subscription.seek(StartPosition.earliest()));
    assertThat(calls)
        .allSatisfy(call -> assertThatThrownBy(call::run).isInstanceOf(RejectedException.class));
    assertThat(publisher.publish("a:1")).isCompletedExceptionally();
    assertThat(subscription.state()).isEqualTo(State.CLOSED);
    assertThat(world.engine.closed).containsExactly("consumer", "publisher", "engine");
  }

  @Test
  void whatIsOpenIsExplained() {
    world.waybill.publisher(world.topic, Guarantee.AT_LEAST_ONCE);
    subscribe();

    Explanation explanation = world.waybill.explain();

    assertThat(explanation.engine()).isEqualTo("fake");
    assertThat(explanation.chains()).hasSize(1);
    assertThat(explanation.chains().get(0).verdict().mayLose()).isFalse();
    assertThat(explanation.chains().get(0).verdict().mayRepeat()).isTrue();
  }
}
