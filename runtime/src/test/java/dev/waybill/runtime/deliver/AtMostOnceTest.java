package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.LONG;
import static dev.waybill.runtime.deliver.World.caughtUp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Subscription;
import dev.waybill.Subscription.State;
import dev.waybill.admin.TopicSettings;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.runtime.fake.Faults.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AtMostOnceTest {

  private final World world = new World();

  @AfterEach
  void close() {
    world.waybill.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void thePositionIsCommittedBeforeTheHandlerRuns(int lanes) {
    world.publish("a:1", "a:2", "a:3");
    List<Long> committed = new java.util.concurrent.CopyOnWriteArrayList<>();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .concurrency(lanes)
            .handle(
                text -> {
                  committed.add(world.engine.committed("g", "in", 0));
                  world.seen.add(text);
                });
    caughtUp(subscription);

    assertThat(committed).containsExactly(3L, 3L, 3L);
    assertThat(world.seen).containsExactly("a:1", "a:2", "a:3");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFailedMessageIsGoneAndTheNextOnesAreHandled(int lanes) {
    world.publish("a:1", "a:2");
    world.engine.append("in", 0, "a", new byte[] {(byte) 0xff});

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .concurrency(lanes)
            .handle(
                text -> {
                  world.seen.add(text);
                  if (text.equals("a:1")) {
                    throw new IllegalStateException("bad");
                  }
                });
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "a:2");
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(3, 1, 0, 0, 0));
    assertThat(world.engine.values("in.g.dead-letters")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingIsHandledBeforeTheCommitIsKnownToHaveWorked(int lanes) {
    world.engine.faults.plant(Point.COMMIT, new RetriableException("moving"));
    world.engine.faults.plant(Point.COMMIT_DONE_UNTOLD, new OutcomeUnknownException("lost"));
    world.publish("a:1", "a:2");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .concurrency(lanes)
            .handle(
                text -> {
                  assertThat(world.engine.faults.left()).isZero();
                  world.seen.add(text);
                });
    caughtUp(subscription);

    assertThat(world.engine.faults.met()).isEqualTo(2);
    assertThat(world.seen).containsExactly("a:1", "a:2");
  }

  /** A commit may be fenced by an epoch that the member has not heard of yet. */
  @Test
  void whatIsFencedAndStillOursIsPolledAgainAndHandledOnce() {
    world.engine.faults.plant(Point.COMMIT, new FencedException("an older epoch"));
    world.publish("a:1");

    Subscription subscription =
        world.waybill.subscribe(world.topic).group("g").atMostOnce().handle(world.seen::add);
    caughtUp(subscription);
    world.publish("a:2");
    caughtUp(subscription);

    assertThat(world.engine.faults.met()).isEqualTo(1);
    assertThat(world.seen).containsExactly("a:1", "a:2");
  }

  @Test
  void nothingIsHandledAsLongAsItsCommitIsFenced() {
    AtomicBoolean fenced = new AtomicBoolean(true);
    AtomicInteger refused = new AtomicInteger();
    world.engine.faults.onTheWay(
        Point.COMMIT,
        () -> {
          if (fenced.get()) {
            refused.incrementAndGet();
            throw new FencedException("another member's");
          }
        });
    world.publish("a:1");

    Subscription subscription =
        world.waybill.subscribe(world.topic).group("g").atMostOnce().handle(world.seen::add);
    assertThat(subscription.awaitCaughtUp(Duration.ofMillis(200))).isFalse();
    assertThat(refused.get()).isPositive();
    assertThat(world.seen).isEmpty();
    fenced.set(false);
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1");
  }

  @Test
  void aHandlerThatIgnoresTheInterruptStopsTheSubscription() {
    world.publish("a:1");
    CountDownLatch release = new CountDownLatch(1);

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handlerTimeout(Duration.ofMillis(20))
            .handle(
                text -> {
                  while (release.getCount() > 0) {
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      world.seen.add("ignored");
                    }
                  }
                });

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.state()).isEqualTo(State.FAILED);
    assertThat(world.seen).containsExactly("ignored");
    release.countDown();
  }

  @Test
  void aCloseFinishesWhatIsPastItsPosition() throws Exception {
    world.publish("a:1", "a:2", "a:3");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handle(
                text -> {
                  entered.countDown();
                  release.await();
                  world.seen.add(text);
                });
    entered.await();

    Thread closer = new Thread(subscription::close);
    closer.start();
    while (subscription.state() != State.CLOSED) {
      Thread.onSpinWait();
    }
    release.countDown();
    closer.join();

    assertThat(world.seen).containsExactly("a:1", "a:2", "a:3");
  }

  @Test
  void aCloseFinishesWhatPassesItsPositionWhileItBegins() throws Exception {
    world.publish("a:1");
    AtomicReference<Thread> lane = new AtomicReference<>();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch secondCommits = new CountDownLatch(1);
    AtomicReference<Subscription> closing = new AtomicReference<>();
    AtomicInteger commits = new AtomicInteger();
    world.engine.faults.onTheWay(
        Point.COMMIT,
        () -> {
          if (commits.incrementAndGet() == 2) {
            ((RunningSubscription) closing.get()).beginClose(LONG);
            secondCommits.countDown();
            while (lane.get().getState() == Thread.State.RUNNABLE) {
              Thread.onSpinWait();
            }
          }
        });

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handle(
                text -> {
                  world.seen.add(text);
                  lane.set(Thread.currentThread());
                  entered.countDown();
                  while (secondCommits.getCount() > 0) {
                    Thread.onSpinWait();
                  }
                });
    closing.set(subscription);
    entered.await();
    world.publish("a:2");
    secondCommits.await();
    subscription.close();

    assertThat(commits).hasValue(2);
    assertThat(world.seen).containsExactly("a:1", "a:2");
  }

  @Test
  void aBatchHandlerGetsThePollAndFailsOnlyItsBatch() {
    world.publish("a:1", "a:2", "a:3", "a:4");
    AtomicBoolean first = new AtomicBoolean(true);

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .maxBatch(2)
            .handleBatches(
                batch -> {
                  if (first.getAndSet(false)) {
                    throw new IllegalStateException("bad");
                  }
                  batch.forEach(delivery -> world.seen.add(delivery.message()));
                });
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:3", "a:4");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aBroadcastReachesEveryLiveSubscriberFromNowOn(int lanes) {
    world.publish("a:before");
    List<String> other = new java.util.concurrent.CopyOnWriteArrayList<>();

    Subscription one =
        world.waybill.subscribe(world.topic).broadcast().concurrency(lanes).handle(world.seen::add);
    Subscription two =
        world
            .waybill
            .subscribe(world.topic)
            .broadcast()
            .concurrency(lanes)
            .handleDeliveries(delivery -> other.add(delivery.message()));
    world.publish("a:1", "a:2");
    caughtUp(one);
    caughtUp(two);

    assertThat(world.seen).containsExactly("a:1", "a:2");
    assertThat(other).containsExactly("a:1", "a:2");
    assertThat(world.engine.consumers.get(0).group()).isEmpty();
  }

  @Test
  void pausingStopsInTheMiddleOfABatch() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      texts.add("a:" + i);
    }
    world.publish(texts.toArray(String[]::new));
    CountDownLatch tenth = new CountDownLatch(10);
    CountDownLatch paused = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handle(
                text -> {
                  world.seen.add(text);
                  tenth.countDown();
                  if (tenth.getCount() == 0) {
                    paused.await();
                  }
                });
    tenth.await();
    subscription.pause();
    paused.countDown();

    assertThat(subscription.awaitCaughtUp(Duration.ofMillis(50))).isFalse();
    assertThat(world.seen).hasSize(10);
    subscription.resume();
    caughtUp(subscription);
    assertThat(world.seen).containsExactlyElementsOf(texts);
  }

  @Test
  void theNextPollIsCommittedWhileTheLastOneIsHandled() throws Exception {
    world.publish("a:1");
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handle(
                text -> {
                  entered.countDown();
                  release.await();
                  world.seen.add(text);
                });
    entered.await();
    world.publish("a:2");
    while (world.engine.committed("g", "in", 0) < 2) {
      Thread.onSpinWait();
    }

    assertThat(world.seen).isEmpty();
    release.countDown();
    caughtUp(subscription);
    assertThat(world.seen).containsExactly("a:1", "a:2");
  }

  @Test
  void aSlowHandlerDoesNotKeepTheLoopFromItsGroup() throws Exception {
    world.waybill.topics().create("in", TopicSettings.partitions(2));
    world.engine.append("in", 0, "a", "a:1".getBytes(UTF_8));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription slow =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handle(
                text -> {
                  entered.countDown();
                  release.await();
                  world.seen.add(text);
                });
    entered.await();
    CountDownLatch handled = new CountDownLatch(1);
    Subscription other =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handle(text -> handled.countDown());
    world.engine.append("in", 1, "b", "b:1".getBytes(UTF_8));

    assertThat(handled.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(world.seen).isEmpty();
    release.countDown();
    caughtUp(slow);
    caughtUp(other);
    assertThat(world.seen).containsExactly("a:1");
  }

  @Test
  void whatIsPastItsPositionIsFinishedThoughThePartitionWasTaken() throws Exception {
    world.publish("a:1", "a:2", "a:3");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atMostOnce()
            .handle(
                text -> {
                  entered.countDown();
                  release.await();
                  world.seen.add(text);
                });
    entered.await();

    world.engine.expireMembers("g");
    world.publish("a:4");
    while (world.engine.committed("g", "in", 0) < 4) {
      Thread.onSpinWait();
    }
    release.countDown();
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "a:2", "a:3", "a:4");
  }
}
