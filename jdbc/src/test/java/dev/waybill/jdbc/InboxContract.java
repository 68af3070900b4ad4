package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import dev.waybill.message.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Positions and transactions, on every database. */
abstract class InboxContract extends InboxFixture {

  InboxContract(Databases kind) {
    super(kind);
  }

  /** The same database, for those who wait for a lock no longer than a second. */
  abstract TestDatabase impatient();

  // ---- positions ------------------------------------------------------------------------------

  @Test
  void aPositionThatWasNeverBegunIsAbsent() {
    assertThat(session.positions(List.of(P0, P1))).isEmpty();
  }

  @Test
  void aPositionIsBegunOnce() {
    session.begin(Map.of(P0, 5L));

    Map<TopicPartition, Long> begun = session.begin(Map.of(P0, 9L, P1, 1L));

    assertThat(begun).isEqualTo(Map.of(P0, 5L, P1, 1L));
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 5L));
  }

  @Test
  void twoThatBeginAtTheSameTimeAgree() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    List<Future<Map<TopicPartition, Long>>> begun = new ArrayList<>();
    for (long offset : List.of(3L, 4L)) {
      begun.add(
          elsewhere(
              () -> {
                together.await();
                return session.begin(Map.of(P0, offset, P1, offset));
              }));
    }

    assertThat(begun.get(0).get()).isEqualTo(begun.get(1).get());
  }

  @Test
  void aSeekSetsPositionsWhereverTheyAre() {
    session.begin(Map.of(P0, 5L));

    session.seek(Map.of(P0, 2L, P1, 7L));
    session.seek(Map.of(P0, 2L));

    assertThat(session.positions(List.of(P0, P1))).isEqualTo(Map.of(P0, 2L, P1, 7L));
  }

  @Test
  void groupsThatDifferInTheCaseOfALetterDoNotKnowOfEachOther() {
    EffectSession<DatabaseTransaction> upper = inbox.open(group.toUpperCase());
    session.begin(Map.of(P0, 1L));

    upper.begin(Map.of(P0, 2L));

    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 1L));
    assertThat(upper.positions(List.of(P0))).isEqualTo(Map.of(P0, 2L));
  }

  @Test
  void aGroupsNameThatADatabaseTakesForAnotherIsRefused() {
    for (String name : List.of("", "a ", " a", "a\0", "a".repeat(250))) {
      assertThatThrownBy(() -> inbox.open(name))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("group's name");
    }
    inbox.open("ä".repeat(249)).close();
  }

  // ---- transactions ---------------------------------------------------------------------------

  @Test
  void effectIdsAndPositionAreCommittedTogether() throws Exception {
    session.begin(Map.of(P0, 5L));

    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      assertThat(transaction.lock(List.of(P0))).isEqualTo(Map.of(P0, 5L));
      assertThat(transaction.insertIds(List.of("a"))).containsExactly(true);
      effect(transaction, effectId(1));
      transaction.move(P0, 5, 6);
      transaction.commit();
    }

    assertThat(effects()).isEqualTo(1);
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 6L));
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      assertThat(transaction.insertIds(List.of("a"))).containsExactly(false);
    }
  }

  @Test
  void whatIsClosedWithoutACommitNeverWas() throws Exception {
    session.begin(Map.of(P0, 5L));

    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      transaction.lock(List.of(P0));
      transaction.insertIds(List.of("a"));
      effect(transaction, effectId(1));
      transaction.move(P0, 5, 6);
    }

    assertThat(effects()).isZero();
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      assertThat(transaction.lock(List.of(P0))).isEqualTo(Map.of(P0, 5L));
      assertThat(transaction.insertIds(List.of("a"))).containsExactly(true);
    }
  }

  @Test
  void aLockTellsPositionsAndLeavesOutThoseThatAreNotThere() {
    session.begin(Map.of(P1, 8L));

    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      assertThat(transaction.lock(List.of(P1, P0, P1))).isEqualTo(Map.of(P1, 8L));
    }
  }

  @Test
  void severalPartitionsMoveTogether() {
    session.begin(Map.of(P0, 1L, P1, 1L));

    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      transaction.lock(List.of(P0, P1));
      transaction.move(P0, 1, 4);
      transaction.move(P1, 1, 2);
      transaction.move(P0, 4, 5);
      transaction.commit();
    }

    assertThat(session.positions(List.of(P0, P1))).isEqualTo(Map.of(P0, 5L, P1, 2L));
  }

  @Test
  void aSecondLockWaitsForTheFirstToEndAndThenTellsWhatIsSettled() throws Exception {
    session.begin(Map.of(P0, 5L));
    Future<Map<TopicPartition, Long>> second;

    try (EffectTransaction<DatabaseTransaction> first = session.transaction()) {
      first.lock(List.of(P0));
      second =
          elsewhere(
              () -> {
                try (EffectTransaction<DatabaseTransaction> waiting = session.transaction()) {
                  return waiting.lock(List.of(P0));
                }
              });
      assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      first.move(P0, 5, 6);
      first.commit();
    }

    assertThat(second.get()).isEqualTo(Map.of(P0, 6L));
  }

  @Test
  void aLockThatWaitsForTooLongIsTriedAgain() {
    session.begin(Map.of(P0, 5L));
    EffectSession<DatabaseTransaction> other = Inbox.in(impatient().dataSource()).open(group);

    try (EffectTransaction<DatabaseTransaction> first = session.transaction();
        EffectTransaction<DatabaseTransaction> second = other.transaction()) {
      first.lock(List.of(P0));

      assertThatThrownBy(() -> second.lock(List.of(P0))).isInstanceOf(RetriableException.class);
    }
  }

  @Test
  void partitionsLockedInAnyOrderMeetNoDeadlock() throws Exception {
    session.begin(Map.of(P0, 0L, P1, 0L));
    CyclicBarrier together = new CyclicBarrier(2);
    List<Future<Integer>> rounds = new ArrayList<>();
    for (List<TopicPartition> order : List.of(List.of(P0, P1), List.of(P1, P0))) {
      rounds.add(
          elsewhere(
              () -> {
                together.await();
                int done = 0;
                for (int i = 0; i < 25; i++) {
                  try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
                    Map<TopicPartition, Long> at = transaction.lock(order);
                    transaction.move(P0, at.get(P0), at.get(P0) + 1);
                    transaction.move(P1, at.get(P1), at.get(P1) + 1);
                    transaction.commit();
                    done++;
                  }
                }
                return done;
              }));
    }

    for (Future<Integer> each : rounds) {
      assertThat(each.get()).isEqualTo(25);
    }
    assertThat(session.positions(List.of(P0, P1))).isEqualTo(Map.of(P0, 50L, P1, 50L));
  }

  @Test
  void aZombieMovesNothingAndItsEffectIsGone() throws Exception {
    session.begin(Map.of(P0, 5L));
    session.seek(Map.of(P0, 6L));

    try (EffectTransaction<DatabaseTransaction> zombie = session.transaction()) {
      zombie.lock(List.of(P0));
      effect(zombie, effectId("zombie"));

      assertThatThrownBy(() -> zombie.move(P0, 5, 6))
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("to be 5")
          .hasMessageContaining("found 6");
      assertThatThrownBy(zombie::commit).isInstanceOf(RejectedException.class);
    }

    assertThat(effects()).isZero();
    assertThat(session.positions(List.of(P0))).isEqualTo(Map.of(P0, 6L));
  }

  @Test
  void aPositionThatWasNeverBegunIsNotMoved() {
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      transaction.lock(List.of(P0));

      assertThatThrownBy(() -> transaction.move(P0, 0, 1)).isInstanceOf(FencedException.class);
    }
  }
}
