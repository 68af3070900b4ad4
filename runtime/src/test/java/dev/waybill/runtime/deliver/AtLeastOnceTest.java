package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.LONG;
import static dev.waybill.runtime.deliver.World.QUICK;
import static dev.waybill.runtime.deliver.World.caughtUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.DeduplicationStore;
import dev.waybill.Delivery;
import dev.waybill.Subscription;
import dev.waybill.Subscription.State;
import dev.waybill.WhenExhausted;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.message.StoredMessage;
import dev.waybill.runtime.fake.Faults.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AtLeastOnceTest {

  private final World world = new World();

  @AfterEach
  void close() {
    world.waybill.close();
  }

  @Test
  void everyMessageIsHandledInOrderAndThenCommitted() {
    world.publish("a:1", "b:2", "a:3");

    Subscription subscription =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "b:2", "a:3");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(3);
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(3, 3, 0, 0, 0));
  }

  @Test
  void aSecondGroupReadsAtItsOwnPace() {
    world.publish("a:1");
    CountDownLatch release = new CountDownLatch(1);
    world.waybill.subscribe(world.topic).group("slow").atLeastOnce().handle(t -> release.await());

    Subscription quick =
        world.waybill.subscribe(world.topic).group("quick").atLeastOnce().handle(world.seen::add);
    caughtUp(quick);

    assertThat(world.seen).containsExactly("a:1");
    release.countDown();
  }

  @Test
  void nothingIsCommittedBeforeItIsHandled() throws Exception {
    world.publish("a:1");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .commitEvery(Duration.ofMillis(1))
            .handle(
                text -> {
                  entered.countDown();
                  release.await();
                });
    entered.await();

    assertThat(subscription.awaitCaughtUp(Duration.ofMillis(50))).isFalse();
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(-1);
    release.countDown();
    caughtUp(subscription);
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
  }

  @Test
  void aFailingKeyIsTriedAgainWithoutHoldingUpOthers() throws Exception {
    world.publish("a:1", "b:2", "a:3", "b:4");
    CountDownLatch othersPassed = new CountDownLatch(2);
    AtomicInteger attempts = new AtomicInteger();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK.maxAttempts(1000))
            .handle(
                text -> {
                  if (text.equals("a:1")) {
                    attempts.incrementAndGet();
                    if (othersPassed.getCount() > 0) {
                      throw new IllegalStateException("not yet");
                    }
                  }
                  world.seen.add(text);
                  if (text.startsWith("b")) {
                    othersPassed.countDown();
                  }
                });
    caughtUp(subscription);

    assertThat(attempts.get()).isGreaterThan(1);
    assertThat(world.seen).containsExactly("b:2", "b:4", "a:1", "a:3");
    assertThat(subscription.counts().retried()).isEqualTo(attempts.get() - 1);
  }

  @Test
  void afterTheLastAttemptAMessageBecomesADeadLetter() {
    world.publish("a:1", "a:2");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK)
            .handle(
                text -> {
                  if (text.equals("a:1")) {
                    throw new IllegalStateException("bad order");
                  }
                  world.seen.add(text);
                });
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:2");
    StoredMessage letter = world.engine.messages("in.g.dead-letters").get(0);
    assertThat(new String(letter.value())).isEqualTo("a:1");
    assertThat(new String(letter.key())).isEqualTo("a");
    assertThat(letter.headers().text("waybill-id")).contains("a:1");
    assertThat(letter.headers().text("waybill-origin-topic")).contains("in");
    assertThat(letter.headers().text("waybill-origin-partition")).contains("0");
    assertThat(letter.headers().text("waybill-origin-offset")).contains("0");
    assertThat(letter.headers().text("waybill-origin-group")).contains("g");
    assertThat(letter.headers().text("waybill-attempts")).contains("3");
    assertThat(letter.headers().text("waybill-error")).contains("bad order");
    assertThat(letter.headers().text("waybill-error-type"))
        .contains("java.lang.IllegalStateException");
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(2, 1, 2, 0, 1));
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(2);
  }

  @Test
  void thePositionWaitsForTheDeadLetter() {
    world.publish("a:1");
    world.engine.faults.plant(Point.PUBLISH_ANSWER, new RetriableException("full"));
    world.engine.faults.plant(Point.PUBLISH_ANSWER, new OutcomeUnknownException("lost"));

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK.maxAttempts(1))
            .handle(
                text -> {
                  assertThat(world.engine.committed("g", "in", 0)).isEqualTo(-1);
                  throw new IllegalStateException("bad");
                });
    caughtUp(subscription);

    assertThat(world.engine.faults.met()).isEqualTo(2);
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("a:1");
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(1, 0, 0, 0, 1));
  }

  @Test
  void orTheSubscriptionStopsBeforeIt() {
    world.publish("a:1", "a:2", "b:3");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK)
            .whenExhausted(WhenExhausted.stop())
            .handle(
                text -> {
                  if (text.equals("a:2")) {
                    throw new IllegalStateException("bad");
                  }
                });

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.state()).isEqualTo(State.FAILED);
    assertThat(subscription.failure().orElseThrow())
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("in-0 offset 1")
        .hasMessageContaining("3 of 3 attempts");
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(1);
    assertThat(world.engine.members("g")).isZero();
  }

  @Test
  void poisonTakesTheRoadOfAFailingHandler() {
    world.publish("a:1");
    world.engine.append("in", 0, "a", new byte[] {(byte) 0xff, (byte) 0xfe});
    world.engine.append("in", 0, "a", null);
    world.publish("a:2");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK)
            .handle(world.seen::add);
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "a:2");
    assertThat(world.engine.messages("in.g.dead-letters"))
        .extracting(m -> m.headers().text("waybill-origin-offset").orElseThrow())
        .containsExactly("1", "2");
  }

  @Test
  void aHandlerThatOverrunsIsInterruptedAndHasFailed() {
    world.publish("a:1");
    Set<Boolean> interrupted = ConcurrentHashMap.newKeySet();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK.maxAttempts(2))
            .handlerTimeout(Duration.ofMillis(20))
            .handle(
                text -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.add(true);
                  }
                });
    caughtUp(subscription);

    assertThat(interrupted).containsExactly(true);
    assertThat(
            world.engine.messages("in.g.dead-letters").get(0).headers().text("waybill-error-type"))
        .contains("java.util.concurrent.TimeoutException");
  }

  @Test
  void aHandlerThatIgnoresTheInterruptStopsTheSubscription() {
    world.publish("a:1", "a:2");
    CountDownLatch release = new CountDownLatch(1);

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .handlerTimeout(Duration.ofMillis(20))
            .handle(
                text -> {
                  while (text.equals("a:2") && release.getCount() > 0) {
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      world.seen.add("ignored");
                    }
                  }
                });

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.state()).isEqualTo(State.FAILED);
    assertThat(subscription.failure().orElseThrow()).hasMessageContaining("ignored the interrupt");
    assertThat(world.seen).containsExactly("ignored");
    subscription.close();
    release.countDown();
    assertThat(world.engine.committed("g", "in", 0)).isLessThanOrEqualTo(1);
  }

  @Test
  void lanesKeepTheOrderOfKeysAndCommitOnlyTheFinishedPrefix() {
    World.seeded(this::keysAtRandomOnFourLanes);
  }

  private void keysAtRandomOnFourLanes(Random random) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      texts.add("k" + random.nextInt(20) + ":" + i);
    }
    world.publish(texts.toArray(String[]::new));
    Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    Set<Long> finished = ConcurrentHashMap.newKeySet();
    Map<String, List<Integer>> perKey = new ConcurrentHashMap<>();
    List<String> violations = new CopyOnWriteArrayList<>();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .concurrency(4)
            .maxBatch(50)
            .retry(QUICK)
            .commitEvery(Duration.ofMillis(1))
            .handleDeliveries(
                delivery -> {
                  long committed = world.engine.committed("g", "in", 0);
                  for (long before = 0; before < committed; before++) {
                    if (!finished.contains(before)) {
                      violations.add("committed " + committed + ", open " + before);
                    }
                  }
                  int number = Integer.parseInt(delivery.message().split(":")[1]);
                  if (number % 7 == 0 && failedOnce.add(delivery.message())) {
                    throw new IllegalStateException("once");
                  }
                  perKey
                      .computeIfAbsent(
                          delivery.key().orElseThrow(), k -> new CopyOnWriteArrayList<>())
                      .add(number);
                  finished.add(delivery.offset());
                });
    caughtUp(subscription);

    assertThat(violations).isEmpty();
    assertThat(failedOnce).isNotEmpty();
    assertThat(perKey.values().stream().mapToInt(List::size).sum()).isEqualTo(2000);
    assertThat(perKey).allSatisfy((key, numbers) -> assertThat(numbers).isSorted());
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(2000);
  }

  @Test
  void otherLanesGoOnWhileOneIsBusy() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      texts.add("k" + i + ":x");
    }
    world.publish(texts.toArray(String[]::new));
    CountDownLatch release = new CountDownLatch(1);
    LinkedBlockingQueue<String> passed = new LinkedBlockingQueue<>();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .concurrency(2)
            .handle(
                text -> {
                  if (text.equals("k0:x")) {
                    release.await();
                  }
                  passed.add(text);
                });

    assertThat(passed.poll(20, TimeUnit.SECONDS)).isNotNull();
    release.countDown();
    caughtUp(subscription);
    assertThat(passed.size()).isEqualTo(63);
  }

  @Test
  void aPartitionIsPausedWhileItsLanesAreFull() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      texts.add("k:" + i);
    }
    world.publish(texts.toArray(String[]::new));
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .maxBatch(10)
            .handle(
                text -> {
                  release.await();
                  world.seen.add(text);
                });

    assertThat(subscription.awaitCaughtUp(Duration.ofMillis(100))).isFalse();
    release.countDown();
    caughtUp(subscription);
    assertThat(world.seen).hasSize(200);
  }

  @Test
  void settlementByHandMovesThePositionAcrossAcknowledgedMessagesOnly() {
    world.publish("a:1", "b:2", "c:3");
    List<Delivery<String>> open = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(3);
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .commitManually()
            .commitEvery(Duration.ofMillis(1))
            .handleDeliveries(
                delivery -> {
                  open.add(delivery);
                  all.countDown();
                });
    await(all);

    open.get(1).acknowledge();
    open.get(2).acknowledge();
    assertThat(subscription.awaitCaughtUp(Duration.ofMillis(50))).isFalse();
    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(-1);
    open.get(0).acknowledge();
    open.get(0).acknowledge();
    caughtUp(subscription);

    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(3);
  }

  @Test
  void aDeliveryFailedByHandIsTriedAgain() throws Exception {
    world.publish("a:1");
    LinkedBlockingQueue<Delivery<String>> deliveries = new LinkedBlockingQueue<>();
    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .commitManually()
            .retry(QUICK)
            .handleDeliveries(deliveries::add);

    deliveries.take().fail(new IllegalStateException("later"));
    Delivery<String> again = deliveries.take();
    assertThat(again.attempt()).isEqualTo(2);
    again.acknowledge();

    caughtUp(subscription);
  }

  @Test
  void aBatchIsHandledAtOnce() {
    world.publish("a:1", "b:2", "a:3");
    List<Integer> sizes = new CopyOnWriteArrayList<>();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .handleBatches(
                batch -> {
                  sizes.add(batch.size());
                  batch.forEach(delivery -> world.seen.add(delivery.message()));
                });
    caughtUp(subscription);

    assertThat(sizes).containsExactly(3);
    assertThat(world.seen).containsExactly("a:1", "b:2", "a:3");
  }

  @Test
  void aFailedBatchIsTriedMessageByMessage() {
    world.publish("a:1", "b:2", "c:3");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK)
            .handleBatches(
                batch -> {
                  for (Delivery<String> delivery : batch) {
                    if (delivery.message().equals("b:2")) {
                      throw new IllegalStateException("bad");
                    }
                  }
                  batch.forEach(delivery -> world.seen.add(delivery.message()));
                });
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "c:3");
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("b:2");
  }

  @Test
  void aKnownRepeatIsSkipped() {
    DeduplicationStore store = DeduplicationStore.inMemory(100, Duration.ofHours(1));
    world.publish("a:1", "a:1", "b:2");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .deduplicate(store)
            .handle(world.seen::add);
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "b:2");
    assertThat(subscription.counts().skipped()).isEqualTo(1);
  }

  @Test
  void aFailedMessageIsNoRepeatOfItself() {
    DeduplicationStore store = DeduplicationStore.inMemory(100, Duration.ofHours(1));
    world.publish("a:1");
    AtomicInteger attempts = new AtomicInteger();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .deduplicate(store)
            .retry(QUICK)
            .handle(
                text -> {
                  if (attempts.incrementAndGet() == 1) {
                    throw new IllegalStateException("once");
                  }
                });
    caughtUp(subscription);

    assertThat(attempts.get()).isEqualTo(2);
  }

  @Test
  void aMessageThatAnotherHandlesIsTriedLater() throws Exception {
    DeduplicationStore store = DeduplicationStore.inMemory(100, Duration.ofHours(1));
    store.claim("g", "a:1");
    world.publish("a:1", "b:2");
    LinkedBlockingQueue<String> handled = new LinkedBlockingQueue<>();

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .deduplicate(store)
            .handle(handled::add);
    assertThat(handled.take()).isEqualTo("b:2");
    store.complete("g", "a:1");
    caughtUp(subscription);

    assertThat(handled).isEmpty();
    assertThat(subscription.counts().skipped()).isEqualTo(1);
  }

  @Test
  void aStoreThatCannotBeReachedCostsNoAttempt() {
    DeduplicationStore memory = DeduplicationStore.inMemory(100, Duration.ofHours(1));
    AtomicInteger refusals = new AtomicInteger();
    DeduplicationStore away =
        new DeduplicationStore() {
          @Override
          public Claim claim(String group, String id) {
            if (refusals.incrementAndGet() <= 10) {
              throw new RetriableException("the database is away");
            }
            return memory.claim(group, id);
          }

          @Override
          public void complete(String group, String id) {
            memory.complete(group, id);
          }

          @Override
          public void release(String group, String id) {
            memory.release(group, id);
          }

          @Override
          public Window window() {
            return new Window(Long.MAX_VALUE, Duration.ofDays(7), true);
          }
        };
    world.publish("a:1");

    Subscription subscription =
        world
            .waybill
            .subscribe(world.topic)
            .group("g")
            .atLeastOnce()
            .retry(QUICK)
            .deduplicate(away)
            .handle(world.seen::add);
    caughtUp(subscription);

    assertThat(refusals.get()).isGreaterThan(10);
    assertThat(world.seen).containsExactly("a:1");
    assertThat(subscription.counts().deadLettered()).isZero();
    assertThat(world.waybill.explain().toString()).contains("it remembers all ids, for 7 d");
  }

  @Test
  void failedCommitsAndPollsAreTriedAgain() {
    world.engine.faults.plant(Point.COMMIT, new RetriableException("moving"));
    world.engine.faults.plant(Point.COMMIT_DONE_UNTOLD, new OutcomeUnknownException("lost"));
    world.engine.faults.plant(Point.POLL, new RetriableException("moving"));
    world.engine.faults.plant(Point.DESCRIBE_GROUP, new RetriableException("moving"));
    world.publish("a:1");

    Subscription subscription =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
    caughtUp(subscription);

    assertThat(world.engine.faults.left()).isZero();
    assertThat(world.seen).containsExactly("a:1");
  }

  @Test
  void membersShareThePartitionsAndHandThemOverWithoutALoss() {
    world.waybill.topics().create("in", dev.waybill.admin.TopicSettings.partitions(4));
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      texts.add("k" + i + ":" + i);
    }
    world.publish(texts.toArray(String[]::new));
    Subscription first =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
    caughtUp(first);
    Subscription second =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
    world.publish(texts.toArray(String[]::new));
    caughtUp(second);
    caughtUp(first);
    caughtUp(second);
    second.close();
    world.publish("z:1");
    caughtUp(first);

    assertThat(world.seen).containsAll(texts).contains("z:1");
    assertThat(world.seen).hasSize(1001);
    assertThat(first.assignment()).hasSize(4);
  }

  @Test
  void aMemberBesideOwnersOfAllPartitionsHasNothingToCatchUpWith() {
    Subscription owner =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
    caughtUp(owner);

    Subscription spare =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
    caughtUp(spare);

    assertThat(spare.assignment()).isEmpty();
    assertThat(owner.assignment()).hasSize(1);
  }

  @Test
  void aTakenPartitionIsDeliveredAgainFromItsCommittedPosition() {
    world.publish("a:1", "a:2");
    Subscription subscription =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(world.seen::add);
    caughtUp(subscription);

    world.engine.expireMembers("g");
    world.publish("a:3");
    caughtUp(subscription);

    assertThat(world.seen).containsExactly("a:1", "a:2", "a:3");
  }

  @Test
  void deduplicationNeedsIds() {
    assertThatThrownBy(
            () ->
                world
                    .waybill
                    .subscribe(
                        dev.waybill.Topic.named("x")
                            .of(dev.waybill.codec.Codecs.string())
                            .partitions(1))
                    .group("g")
                    .atLeastOnce()
                    .deduplicate(DeduplicationStore.inMemory(1, Duration.ofHours(1)))
                    .handle(world.seen::add))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("Topic…id");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
