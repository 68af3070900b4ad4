package dev.waybill.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.ProducerRecord.Bound;
import dev.waybill.broker.transaction.ProducerRecord.TransactionBegun;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProducerRegistryTest {
  private static final UUID TOPIC = new UUID(1, 2);

  private final ProducerRegistry registry = new ProducerRegistry();

  @Test
  void idsAreNeverGivenTwice() {
    long first = registry.issueId().producerId();
    long second = registry.beginSession("tx", 1_000).identity().producerId();

    assertThat(second).isGreaterThan(first);
    assertThat(registry.issueId().producerId()).isGreaterThan(second);
  }

  @Test
  void everyDecisionMovesTheEpoch() {
    ProducerIdentity first = registry.beginSession("tx", 1_000).identity();

    TransactionEnded ended = registry.end(registry.find("tx"), true, true);

    assertThat(ended.by()).isEqualTo(first);
    assertThat(ended.next())
        .isEqualTo(new ProducerIdentity(first.producerId(), (short) (first.epoch() + 1)));
    assertThat(ended.markerEpoch()).isEqualTo(ended.next().epoch());
  }

  @Test
  void exhaustedEpochsContinueWithANewId() {
    ProducerIdentity first = registry.beginSession("tx", 1_000).identity();
    TransactionalProducer producer = registry.find("tx");
    TransactionEnded last = null;
    while (producer.identity().producerId() == first.producerId()) {
      last = registry.end(producer, true, true);
      registry.complete(last);
    }

    assertThat(last.by().epoch()).isEqualTo((short) (Short.MAX_VALUE - 1));
    assertThat(last.markerEpoch()).isEqualTo(Short.MAX_VALUE);
    assertThat(last.next().epoch()).isZero();
    assertThat(registry.find(first.producerId())).isNull();
    assertThat(registry.find(last.next().producerId())).isSameAs(producer);
    assertThat(registry.lastEndOf(last.by())).isEqualTo(last);
  }

  @Test
  void decisionThatNobodyAskedForIsNotAnswered() {
    ProducerIdentity by = registry.beginSession("tx", 1_000).identity();

    registry.end(registry.find("tx"), false, false);

    assertThat(registry.lastEndOf(by)).isNull();
  }

  @Test
  void newSessionForgetsTheAnswerOfTheOld() {
    ProducerIdentity by = registry.beginSession("tx", 1_000).identity();
    registry.end(registry.find("tx"), true, true);

    registry.beginSession("tx", 1_000);

    assertThat(registry.lastEndOf(by)).isNull();
  }

  @Test
  void transactionIsOverdueAtItsDeadline() {
    registry.beginSession("tx", 1_000);
    registry.open(registry.find("tx"), 5_000, 0);

    assertThat(registry.overdue(5_999)).isNull();
    assertThat(registry.overdue(6_000)).isSameAs(registry.find("tx"));
    assertThat(registry.nextDeadline()).hasValue(6_000);
  }

  @Test
  void keptEpochIsAnsweredAgainOnlyUntilTheNextTransactionIsOpen() {
    ProducerIdentity by = registry.beginSession("tx", 1_000).identity();
    TransactionalProducer producer = registry.find("tx");
    registry.open(producer, 0, 0);

    TransactionEnded ended = registry.endKeepingEpoch(producer, true, true, List.of());

    assertThat(ended.next()).isEqualTo(by);
    assertThat(ended.markerEpoch()).isEqualTo(by.epoch());
    assertThat(registry.lastEndOf(by)).isEqualTo(ended);
    assertThat(registry.open(producer, 0, 0)).contains(new TransactionBegun(by));
    assertThat(registry.lastEndOf(by)).isNull();
  }

  @Test
  void completionOfOneTransactionDoesNotCompleteTheNextOfTheSameEpoch() {
    ProducerIdentity by = registry.beginSession("tx", 1_000).identity();
    TransactionalProducer producer = registry.find("tx");
    TransactionEnded first =
        registry.endKeepingEpoch(producer, true, true, List.of(new Bound(TOPIC, 0, 10)));
    TransactionEnded second =
        registry.endKeepingEpoch(producer, true, true, List.of(new Bound(TOPIC, 0, 20)));

    assertThat(registry.complete(first)).isEmpty();

    assertThat(registry.incomplete(by)).isEqualTo(second);
    assertThat(registry.complete(second)).isPresent();
    assertThat(registry.incomplete()).isEmpty();
  }

  @Test
  void decisionThatKeepsTheEpochIsAboutWhatLiesBeforeItsBoundOnly() {
    registry.beginSession("tx", 1_000);
    TransactionEnded ended =
        registry.endKeepingEpoch(registry.find("tx"), true, true, List.of(new Bound(TOPIC, 1, 10)));

    assertThat(ended.decided(TOPIC, 1, 9)).isTrue();
    assertThat(ended.decided(TOPIC, 1, 10)).isFalse();
    assertThat(ended.decided(TOPIC, 0, 9)).isFalse();
    assertThat(ended.decided(new UUID(7, 7), 1, 9)).isFalse();
  }

  @Test
  void producerMayContinueFromTheIdentityBeforeAnAnswerItMissed() {
    ProducerIdentity first = registry.beginSession("tx", 1_000).identity();
    TransactionalProducer producer = registry.find("tx");
    ProducerIdentity second = registry.continueSession(producer, first, 1_000).identity();

    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThat(producer.mayContinueAs(first)).isTrue();
    assertThat(producer.mayContinueAs(second)).isTrue();

    registry.open(producer, 0, 0);
    assertThat(producer.mayContinueAs(first)).isFalse();
    registry.end(producer, true, true);
    assertThat(producer.mayContinueAs(first)).isFalse();
    assertThat(producer.mayContinueAs(second)).isTrue();
  }

  @Test
  void unusedIdIsForgottenWithItsProducerId() {
    ProducerIdentity gone = registry.beginSession("tx", 1_000).identity();
    registry.find("tx").used(5_000);

    assertThat(registry.unusedSince(4_999)).isEmpty();
    assertThat(registry.unusedSince(5_000)).containsExactly(registry.find("tx"));
    registry.expire(registry.find("tx"));

    assertThat(registry.find("tx")).isNull();
    assertThat(registry.find(gone.producerId())).isNull();
    assertThat(registry.beginSession("tx", 1_000).identity().producerId())
        .isGreaterThan(gone.producerId());
  }

  @Test
  void replayAndSnapshotRebuildTheSameRegistry() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ProducerRegistry live = new ProducerRegistry();
      List<ProducerRecord> journal = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        journal.add(randomStep(live, random));
      }

      ProducerRegistry replayed = new ProducerRegistry();
      journal.forEach(replayed::replay);
      ProducerRegistry fromSnapshot = new ProducerRegistry();
      live.snapshot().forEach(fromSnapshot::replay);

      assertThat(replayed.snapshot()).as("seed %d", seed).isEqualTo(live.snapshot());
      assertThat(fromSnapshot.snapshot()).as("seed %d", seed).isEqualTo(live.snapshot());
      for (int id = 0; id < 3; id++) {
        TransactionalProducer expected = live.find("tx" + id);
        if (expected != null) {
          TransactionalProducer found = fromSnapshot.find("tx" + id);
          assertThat(found.identity()).as("seed %d", seed).isEqualTo(expected.identity());
          assertThat(found.lastEnd()).as("seed %d", seed).isEqualTo(expected.lastEnd());
          assertThat(found.previous()).as("seed %d", seed).isEqualTo(expected.previous());
          assertThat(fromSnapshot.find(found.identity().producerId())).isSameAs(found);
        }
      }
    }
  }

  private static ProducerRecord randomStep(ProducerRegistry registry, Random random) {
    String id = "tx" + random.nextInt(3);
    TransactionalProducer producer = registry.find(id);
    int choice = random.nextInt(16);
    if (producer == null || choice == 0) {
      return registry.beginSession(id, 1_000 + random.nextInt(10));
    }
    if (choice == 1) {
      return registry.issueId();
    }
    List<TransactionEnded> incomplete = registry.incomplete();
    if (choice < 5 && !incomplete.isEmpty()) {
      return registry.complete(incomplete.get(random.nextInt(incomplete.size()))).orElseThrow();
    }
    if (choice == 5 && producer.open() == null) {
      return registry.continueSession(producer, producer.identity(), 2_000);
    }
    if (choice == 6 && registry.unusedSince(Long.MAX_VALUE).contains(producer)) {
      return registry.expire(producer);
    }
    if (choice < 10 && producer.open() == null) {
      Optional<TransactionBegun> begun = registry.open(producer, 0, 0);
      if (begun.isPresent()) {
        return begun.get();
      }
    }
    if (choice < 13) {
      List<Bound> bounds = List.of(new Bound(new UUID(0, 1), 0, random.nextInt(100)));
      return registry.endKeepingEpoch(producer, random.nextBoolean(), random.nextBoolean(), bounds);
    }
    return registry.end(producer, random.nextBoolean(), random.nextBoolean());
  }
}
