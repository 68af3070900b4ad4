package dev.waybill.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProducerRegistryTest {
  private final ProducerRegistry registry = new ProducerRegistry();

  @Test
  void idsAreNeverGivenTwice() {
    long first = registry.issueId().producerId();
    long second = registry.beginSession("tx", 1_000, Optional.empty()).identity().producerId();

    assertThat(second).isGreaterThan(first);
    assertThat(registry.issueId().producerId()).isGreaterThan(second);
  }

  @Test
  void everyDecisionMovesTheEpoch() {
    ProducerIdentity first = registry.beginSession("tx", 1_000, Optional.empty()).identity();

    TransactionEnded ended = registry.end(registry.find("tx"), true, EndRule.BY_PRODUCER);

    assertThat(ended.by()).isEqualTo(first);
    assertThat(ended.next())
        .isEqualTo(new ProducerIdentity(first.producerId(), (short) (first.epoch() + 1)));
    assertThat(ended.markerEpoch()).isEqualTo(ended.next().epoch());
  }

  @Test
  void exhaustedEpochsContinueWithANewId() {
    ProducerIdentity first = registry.beginSession("tx", 1_000, Optional.empty()).identity();
    TransactionalProducer producer = registry.find("tx");
    TransactionEnded last = null;
    while (producer.identity().producerId() == first.producerId()) {
      last = registry.end(producer, true, EndRule.BY_PRODUCER);
      registry.complete(last.by());
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
    ProducerIdentity by = registry.beginSession("tx", 1_000, Optional.empty()).identity();

    registry.end(registry.find("tx"), false, EndRule.BY_BROKER);

    assertThat(registry.lastEndOf(by)).isNull();
  }

  @Test
  void newSessionForgetsTheAnswerOfTheOld() {
    ProducerIdentity by = registry.beginSession("tx", 1_000, Optional.empty()).identity();
    registry.end(registry.find("tx"), true, EndRule.BY_PRODUCER);

    registry.beginSession("tx", 1_000, Optional.empty());

    assertThat(registry.lastEndOf(by)).isNull();
  }

  @Test
  void transactionIsOverdueAtItsDeadline() {
    registry.beginSession("tx", 1_000, Optional.empty());
    registry.open(registry.find("tx"), 5_000);

    assertThat(registry.overdue(5_999)).isNull();
    assertThat(registry.overdue(6_000)).isSameAs(registry.find("tx"));
    assertThat(registry.nextDeadline()).hasValue(6_000);
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
          assertThat(fromSnapshot.find(found.identity().producerId())).isSameAs(found);
        }
      }
    }
  }

  private static ProducerRecord randomStep(ProducerRegistry registry, Random random) {
    String id = "tx" + random.nextInt(3);
    TransactionalProducer producer = registry.find(id);
    int choice = random.nextInt(10);
    if (producer == null || choice == 0) {
      return registry.beginSession(id, 1_000 + random.nextInt(10), Optional.empty());
    }
    if (choice == 1) {
      return registry.issueId();
    }
    List<TransactionEnded> incomplete = registry.incomplete();
    if (choice < 5 && !incomplete.isEmpty()) {
      return registry.complete(incomplete.get(random.nextInt(incomplete.size())).by());
    }
    return registry.end(
        producer, random.nextBoolean(), EndRule.values()[random.nextInt(EndRule.values().length)]);
  }
}
