package dev.waybill.runtime.deliver;

import static dev.waybill.runtime.deliver.World.LONG;
import static dev.waybill.runtime.deliver.World.QUICK;
import static dev.waybill.runtime.deliver.World.caughtUp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.Delivery;
import dev.waybill.Subscribe.InStore;
import dev.waybill.Subscription;
import dev.waybill.TransactionalHandler;
import dev.waybill.Waybill;
import dev.waybill.WhenExhausted;
import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Capability;
import dev.waybill.error.FencedException;
import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.UnsupportedException;
import dev.waybill.error.WaybillException;
import dev.waybill.message.StartPosition;
import dev.waybill.runtime.fake.FakeEngine;
import dev.waybill.runtime.fake.FakeStore;
import dev.waybill.runtime.fake.Faults.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ExactlyOnceIntoStoreTest {

  private static final Duration FAR = Duration.ofHours(1);

  private final World world = new World();
  private final FakeStore store = new FakeStore(world.engine.faults);

  @AfterEach
  void close() {
    world.waybill.close();
  }

  private InStore<String, Consumer<String>> into(FakeStore somewhere) {
    return world
        .waybill
        .subscribe(world.topic)
        .group("g")
        .exactlyOnce(somewhere)
        .transactionTime(FAR)
        .retry(QUICK);
  }

  private Subscription write() {
    return into(store).handle((text, effects) -> effects.accept(text));
  }

  /** Leaves the group's position in the engine behind all messages. */
  private void readAtLeastOnce() {
    try (Subscription subscription =
        world.waybill.subscribe(world.topic).group("g").atLeastOnce().handle(text -> {})) {
      caughtUp(subscription);
    }
  }

  private Subscription failingAt(String bad, int times) {
    AtomicInteger failures = new AtomicInteger();
    return into(store)
        .handle(
            (text, effects) -> {
              effects.accept(text);
              if (text.equals(bad) && failures.getAndIncrement() < times) {
                throw new IllegalStateException("bad");
              }
            });
  }

  @Test
  void effectsAndPositionAreCommittedTogether() {
    world.publish("a:1", "b:2");

    Subscription subscription = write();
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "b:2");
    assertThat(store.position("in", 0)).isEqualTo(2);
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(2, 2, 0, 0, 0));
    assertThat(world.engine.sessionIds).isEmpty();
  }

  @Test
  void theEngineIsToldWhereTheStoreIs() {
    world.publish("a:1", "b:2");

    Subscription subscription = write();
    caughtUp(subscription);
    subscription.close();

    assertThat(world.engine.committed("g", "in", 0)).isEqualTo(2);
    assertThat(store.closed()).isEqualTo(1);
  }

  @Test
  void theStoresPositionCountsAndNotTheEngines() {
    world.publish("a:1", "b:2", "c:3");
    readAtLeastOnce();
    store.put("in", 0, 1);

    caughtUp(write());

    assertThat(store.effects()).containsExactly("b:2", "c:3");
  }

  @Test
  void whereTheStoreHasNoneTheGroupBeginsAtTheEngines() {
    world.publish("a:1", "b:2");
    readAtLeastOnce();
    world.publish("c:3");

    caughtUp(write());

    assertThat(store.effects()).containsExactly("c:3");
    assertThat(store.position("in", 0)).isEqualTo(3);
  }

  @Test
  void manyMessagesShareATransaction() {
    String[] texts = new String[500];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = "k:" + i;
    }
    world.publish(texts);

    caughtUp(write());

    assertThat(store.effects()).containsExactly(texts);
    assertThat(store.commits()).isLessThan(50);
  }

  @Test
  void aBatchHandlerGetsThemAtOnce() {
    world.publish("a:1", "b:2", "c:3", "d:4");
    List<Integer> sizes = new CopyOnWriteArrayList<>();

    caughtUp(
        into(store)
            .handleBatches(
                (batch, effects) -> {
                  sizes.add(batch.size());
                  batch.forEach(delivery -> effects.accept(delivery.message()));
                }));

    assertThat(store.effects()).containsExactly("a:1", "b:2", "c:3", "d:4");
    assertThat(sizes).hasSizeLessThan(4);
  }

  @Test
  void onlyTheFailingMessageIsTriedAgainAndItsNeighboursPass() {
    world.publish("a:1", "b:2", "c:3", "d:4", "e:5", "f:6");

    Subscription subscription = failingAt("e:5", 2);
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "b:2", "c:3", "d:4", "e:5", "f:6");
    assertThat(subscription.counts().handled()).isEqualTo(6);
    assertThat(subscription.counts().delivered()).isEqualTo(6);
  }

  @Test
  void afterTheLastAttemptItIsADeadLetterWithoutEffects() {
    world.publish("a:1", "b:2", "c:3");

    Subscription subscription = failingAt("b:2", 99);
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "c:3");
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("b:2");
    assertThat(world.engine.messages("in.g.dead-letters").get(0).headers().text("waybill-attempts"))
        .contains("3");
    assertThat(subscription.counts().deadLettered()).isEqualTo(1);
    assertThat(subscription.counts().handled()).isEqualTo(2);
  }

  @Test
  void aLetterThatIsNotStoredIsTriedAgain() {
    world.publish("a:1", "b:2");
    world.engine.faults.plant(Point.PUBLISH_ANSWER, new RetriableException("busy"));

    caughtUp(failingAt("a:1", 99));

    assertThat(world.engine.faults.left()).isZero();
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("a:1");
    assertThat(store.effects()).containsExactly("b:2");
  }

  @Test
  void orTheSubscriptionStopsBeforeTheMessage() {
    world.publish("a:1", "b:2");

    Subscription subscription =
        into(store)
            .whenExhausted(WhenExhausted.stop())
            .handle(
                (text, effects) -> {
                  if (text.equals("b:2")) {
                    throw new IllegalStateException("bad");
                  }
                  effects.accept(text);
                });

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.failure().orElseThrow()).hasMessageContaining("in-0 offset 1");
    assertThat(store.position("in", 0)).isEqualTo(1);
    assertThat(store.effects()).containsExactly("a:1");
  }

  @Test
  void aBatchThatFailsIsNarrowedDownToItsBadMessage() {
    List<String> texts = texts(100);
    world.publish(texts.toArray(String[]::new));

    Subscription subscription =
        into(store)
            .handleBatches(
                (batch, effects) -> {
                  for (Delivery<String> delivery : batch) {
                    effects.accept(delivery.message());
                  }
                  if (batch.stream().anyMatch(delivery -> delivery.message().equals("k:77"))) {
                    throw new IllegalStateException("one of them");
                  }
                });
    caughtUp(subscription);

    assertThat(store.effects()).hasSize(99).doesNotContain("k:77").isSubsetOf(texts);
    assertThat(store.effects()).doesNotHaveDuplicates();
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("k:77");
  }

  @Test
  void aBatchHandlerMaySayWhichMessageIsBad() {
    List<String> texts = texts(100);
    world.publish(texts.toArray(String[]::new));
    AtomicInteger calls = new AtomicInteger();

    caughtUp(
        into(store)
            .retry(QUICK.maxAttempts(1))
            .handleBatches(
                (batch, effects) -> {
                  calls.incrementAndGet();
                  for (Delivery<String> delivery : batch) {
                    if (delivery.message().equals("k:77")) {
                      delivery.fail(new IllegalStateException("this one"));
                    }
                    effects.accept(delivery.message());
                  }
                }));

    assertThat(store.effects()).hasSize(99).doesNotContain("k:77");
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("k:77");
    assertThat(calls.get()).isLessThan(15);
  }

  @Test
  void whatTheStoreRefusesAtTheCommitIsFoundToo() {
    List<String> texts = texts(40);
    world.waybill.topics().create("in", TopicSettings.partitions(3));
    store.forbidden = "k:23";
    world.publish(texts.toArray(String[]::new));

    caughtUp(write());

    assertThat(store.effects()).hasSize(39).doesNotContain("k:23").doesNotHaveDuplicates();
    assertThat(world.engine.values("in.g.dead-letters")).containsExactly("k:23");
  }

  @Test
  void aDeadlockCostsNoAttempt() {
    world.publish("a:1");
    AtomicInteger deadlocks = new AtomicInteger();

    Subscription subscription =
        into(store)
            .handleDeliveries(
                (delivery, effects) -> {
                  assertThat(delivery.attempt()).isEqualTo(1);
                  if (deadlocks.getAndIncrement() < 4) {
                    throw new FakeStore.Deadlock();
                  }
                  effects.accept(delivery.message());
                });
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1");
    assertThat(subscription.counts().deadLettered()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {
        "STORE_POSITIONS",
        "STORE_BEGIN",
        "STORE_TRANSACTION",
        "STORE_LOCK",
        "STORE_IDS",
        "STORE_MOVE",
        "STORE_COMMIT",
        "COMMIT",
        "POLL"
      })
  void afterAFailureEverythingIsDoneAgainOnce(Point point) {
    world.engine.faults.plant(point, new RetriableException("try again"));
    world.publish("a:1", "b:2", "c:3");

    Subscription subscription = write();
    caughtUp(subscription);
    subscription.close();

    assertThat(world.engine.faults.met()).isEqualTo(1);
    assertThat(store.effects()).containsExactly("a:1", "b:2", "c:3");
    assertThat(store.position("in", 0)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"STORE_COMMIT", "STORE_COMMIT_DONE_UNTOLD"})
  void anUnknownOutcomeIsFoundOutByTheNextLock(Point point) {
    world.engine.faults.plant(point, new OutcomeUnknownException("answer lost"));
    world.engine.faults.plant(Point.STORE_LOCK, new RetriableException("busy"));
    world.publish("a:1", "b:2");

    Subscription subscription = write();
    caughtUp(subscription);
    world.publish("c:3");
    caughtUp(subscription);

    assertThat(world.engine.faults.left()).isZero();
    assertThat(store.effects()).containsExactly("a:1", "b:2", "c:3");
    assertThat(subscription.counts().handled()).isEqualTo(3);
  }

  @Test
  void aPartitionThatSomebodyHoldsDoesNotHoldUpTheOthers() {
    world.waybill.topics().create("in", TopicSettings.partitions(3));
    for (int i = 0; i < 60; i++) {
      world.engine.append("in", i % 3, "k", ("k:" + i).getBytes(UTF_8));
    }
    store.held = 1;

    Subscription subscription = write();
    while (store.position("in", 0) < 20 || store.position("in", 2) < 20) {
      Thread.onSpinWait();
    }
    assertThat(store.position("in", 1)).isZero();
    store.held = -1;
    caughtUp(subscription);

    assertThat(store.effects()).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void aPositionThatAnotherHasMovedIsFollowed() {
    world.publish("a:1", "b:2");
    Subscription subscription = write();
    caughtUp(subscription);

    store.put("in", 0, 3);
    world.publish("c:3", "d:4");
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "b:2", "d:4");
  }

  @Test
  void aPositionThatWasChangedUnderTheTransactionUndoesIt() {
    world.engine.faults.plant(Point.STORE_MOVE, new FencedException("moved"));
    world.publish("a:1");

    caughtUp(write());

    assertThat(store.effects()).containsExactly("a:1");
  }

  @Test
  void aZombiesEffectsAreRolledBack() throws Exception {
    world.publish("a:1");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Subscription subscription =
        into(store)
            .handle(
                (text, effects) -> {
                  entered.countDown();
                  release.await();
                  effects.accept(text);
                });
    entered.await();
    world.engine.expireMembers("g");
    release.countDown();
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1");
  }

  @Test
  void aMessageThatWasPublishedTwiceIsKnownByItsId() {
    world.publish("a:1", "a:1", "b:2");
    Subscription subscription = write();
    caughtUp(subscription);
    world.publish("b:2", "c:3");
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "b:2", "c:3");
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(3, 3, 0, 2, 0));
  }

  @Test
  void whereNobodyPublishesTwiceNoIdsAreKept() {
    world.engine.faults.plant(Point.STORE_IDS, new RetriableException("never met"));
    world.publish("a:1", "a:1");

    caughtUp(into(store).publishedOnce().handle((text, effects) -> effects.accept(text)));

    assertThat(store.effects()).containsExactly("a:1", "a:1");
    assertThat(world.engine.faults.met()).isZero();
  }

  @Test
  void aHandlerThatEndsTheTransactionItselfStopsTheSubscription() {
    store.ending = "b:2";
    world.publish("a:1", "b:2", "c:3");

    Subscription subscription = write();

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.failure().orElseThrow()).hasMessageContaining("ended by a handler");
    assertThat(store.position("in", 0)).isLessThan(2);
    assertThat(store.effects()).containsOnlyOnce("b:2").doesNotContain("c:3");
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"STORE_TRANSACTION", "STORE_LOCK", "STORE_IDS", "STORE_MOVE"})
  void aStoreThatDoesNotWorkAnyMoreIsNoFaultOfAMessage(Point point) {
    world.engine.faults.plant(point, new RejectedException("permission denied"));
    world.publish("a:1", "b:2");

    Subscription subscription = write();

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.failure().orElseThrow()).hasMessageContaining("permission denied");
    assertThat(subscription.counts().deadLettered()).isZero();
    assertThat(store.effects()).isEmpty();
  }

  @Test
  void aPositionThatWasDeletedStopsTheSubscription() {
    Subscription subscription = write();
    caughtUp(subscription);
    store.remove("in", 0);
    world.publish("a:1");

    assertThat(subscription.awaitEnd(LONG)).isTrue();
    assertThat(subscription.failure().orElseThrow()).hasMessageContaining("row was deleted");
    assertThat(store.effects()).isEmpty();
  }

  @Test
  void aSeekMovesTheStoresPosition() {
    world.publish("a:1", "b:2");
    Subscription subscription =
        into(store).publishedOnce().handle((text, effects) -> effects.accept(text));
    caughtUp(subscription);

    subscription.seek(StartPosition.earliest());
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "b:2", "a:1", "b:2");
    assertThat(store.position("in", 0)).isEqualTo(2);
  }

  @Test
  void aSeekThatTheStoreRefusesMovesNothing() {
    world.publish("a:1", "b:2");
    Subscription subscription =
        into(store).publishedOnce().handle((text, effects) -> effects.accept(text));
    caughtUp(subscription);
    world.engine.faults.plant(Point.STORE_SEEK, new RejectedException("no"));

    assertThatThrownBy(() -> subscription.seek(StartPosition.earliest()))
        .isInstanceOf(RejectedException.class);
    world.publish("c:3");
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "b:2", "c:3");
  }

  /** The first partition has begun at the store's position, behind which the engine's lies. */
  @Test
  void aSeekThatFailsAfterAnotherLeavesNoGap() {
    world.waybill.topics().create("in", TopicSettings.partitions(2));
    List<String> before = texts(0, 20);
    world.publish(before.toArray(String[]::new));
    readAtLeastOnce();
    store.put("in", 0, 0);
    store.put("in", 1, 0);
    List<String> behind = texts(20, 40);
    world.publish(behind.toArray(String[]::new));
    AtomicInteger seeks = new AtomicInteger();
    world.engine.faults.onTheWay(
        Point.SEEK,
        () -> {
          if (seeks.incrementAndGet() == 2) {
            throw new RetriableException("no answer");
          }
        });

    caughtUp(write());

    assertThat(seeks.get()).isGreaterThan(2);
    assertThat(store.effects()).containsAll(before).containsAll(behind).doesNotHaveDuplicates();
  }

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> (char) ('a' + n % 7) + ":" + n).toList();
  }

  @Test
  void whatRetentionHasTakenIsPassedOver() {
    world.publish("a:1", "b:2", "c:3");
    store.put("in", 0, 0);
    world.engine.retainFrom("in", 0, 2);

    caughtUp(write());

    assertThat(store.effects()).containsExactly("c:3");
    assertThat(store.position("in", 0)).isEqualTo(3);
  }

  @Test
  void markersAtTheEndArePassed() {
    world.publish("a:1");
    world.engine.appendMarker("in", 0);

    caughtUp(write());

    assertThat(store.position("in", 0)).isEqualTo(2);
  }

  @Test
  void aHandlerThatIsTooSlowIsInterruptedAndItsEffectUndone() {
    world.publish("a:1", "b:2");
    AtomicInteger calls = new AtomicInteger();
    Subscription subscription =
        into(store)
            .handlerTimeout(Duration.ofMillis(50))
            .handle(
                (text, effects) -> {
                  effects.accept(text);
                  if (calls.getAndIncrement() == 0) {
                    new CountDownLatch(1).await();
                  }
                });
    caughtUp(subscription);

    assertThat(store.effects()).containsExactly("a:1", "b:2");
    assertThat(subscription.counts().retried()).isEqualTo(1);
  }

  @Test
  void aTransactionThatTakesMuchTooLongIsBegunAgainWithLess() {
    List<String> texts = texts(64);
    world.publish(texts.toArray(String[]::new));
    AtomicInteger calls = new AtomicInteger();

    caughtUp(
        into(store)
            .transactionTime(Duration.ofMillis(1))
            .handle(
                (text, effects) -> {
                  effects.accept(text);
                  if (calls.incrementAndGet() > 10) {
                    Thread.sleep(3);
                  }
                }));

    assertThat(store.effects()).containsExactlyElementsOf(texts);
  }

  @Test
  void aPausedSubscriptionBeginsNoTransaction() throws Exception {
    Subscription subscription = write();
    caughtUp(subscription);
    subscription.pause();
    world.publish("a:1");

    assertThat(subscription.awaitCaughtUp(Duration.ofMillis(200))).isFalse();
    assertThat(store.effects()).isEmpty();

    subscription.resume();
    caughtUp(subscription);
    assertThat(store.effects()).containsExactly("a:1");
  }

  @Test
  void aStoreThatIsNotReadyRefusesTheSubscription() {
    world.publish("a:1");
    world.engine.faults.plant(Point.STORE_OPEN, new RejectedException("no schema"));

    assertThatThrownBy(this::write)
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("no schema");
    assertThat(world.engine.members("g")).isZero();
  }

  @Test
  void anEngineWithoutTransactionsWillDo() {
    world.engine.without(Capability.TRANSACTIONS, Capability.POSITIONS_IN_TRANSACTION);
    world.publish("a:1");

    caughtUp(write());

    assertThat(store.effects()).containsExactly("a:1");
  }

  @Test
  void oneWithoutGroupsWillNot() {
    try (Waybill waybill = Waybill.over(new FakeEngine().without(Capability.GROUPS))) {
      TransactionalHandler<String, Consumer<String>> handler = (text, effects) -> {};

      assertThatThrownBy(
              () -> waybill.subscribe(world.topic).group("g").exactlyOnce(store).handle(handler))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("exactly-once into memory");
    }
  }

  @Test
  void theExplainerSaysWhatIdsAreKeptFor() {
    world.publish("a:1");
    write();

    assertThat(world.waybill.explain().toString())
        .contains("one database transaction")
        .contains("ids are kept for 7 d");
  }

  @Test
  void underRandomFaultsNothingIsLostOrDoneTwice() {
    World.seeded(this::faultsAtRandom);
  }

  private void faultsAtRandom(Random random) {
    world.waybill.topics().create("in", TopicSettings.partitions(3));
    Set<String> failed = ConcurrentHashMap.newKeySet();
    List<Subscription> members = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      members.add(
          into(store)
              .maxBatch(7)
              .transactionTime(Duration.ofMillis(1 + random.nextInt(5)))
              .handleBatches(
                  (batch, effects) -> {
                    for (Delivery<String> delivery : batch) {
                      String text = delivery.message();
                      effects.accept(text);
                      if (text.hashCode() % 11 == 0 && failed.add(text)) {
                        throw new IllegalStateException("once");
                      }
                    }
                  }));
    }
    List<String> texts = new ArrayList<>();
    for (int round = 0; round < 30; round++) {
      plantSome(random);
      List<String> more = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        more.add("k" + random.nextInt(9) + ":" + round + "-" + i);
      }
      world.publish(more.toArray(String[]::new));
      if (random.nextInt(3) == 0) {
        world.publish(more.get(0));
      }
      if (random.nextInt(6) == 0) {
        world.engine.expireMembers("g");
      }
      texts.addAll(more);
    }
    members.forEach(World::caughtUp);

    assertThat(store.effects()).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(byKey(store.effects())).isEqualTo(byKey(texts));
    assertThat(world.engine.faults.met()).isPositive();
  }

  private void plantSome(Random random) {
    if (world.engine.faults.left() > 0) {
      return; // one after the other: each that follows a failure costs a longer rest
    }
    Point[] points = {
      Point.STORE_POSITIONS,
      Point.STORE_TRANSACTION,
      Point.STORE_LOCK,
      Point.STORE_IDS,
      Point.STORE_MOVE,
      Point.STORE_COMMIT,
      Point.STORE_COMMIT_DONE_UNTOLD
    };
    Point point = points[random.nextInt(points.length)];
    boolean atCommit = point == Point.STORE_COMMIT || point == Point.STORE_COMMIT_DONE_UNTOLD;
    boolean unknown =
        point == Point.STORE_COMMIT_DONE_UNTOLD || (atCommit && random.nextInt(2) == 0);
    WaybillException failure =
        unknown ? new OutcomeUnknownException("random") : new RetriableException("random");
    world.engine.faults.plant(point, failure);
  }

  private static Map<String, List<String>> byKey(List<String> texts) {
    Map<String, List<String>> byKey = new HashMap<>();
    for (String text : texts) {
      byKey
          .computeIfAbsent(text.substring(0, text.indexOf(':')), none -> new ArrayList<>())
          .add(text);
    }
    return byKey;
  }

  private static List<String> texts(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("k:" + i);
    }
    return texts;
  }
}
