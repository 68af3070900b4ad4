package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.effect.EffectSession;
import dev.waybill.effect.EffectTransaction;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a group has handled, on every database. */
abstract class MessageIdsContract extends InboxFixture {

  MessageIdsContract(Databases kind) {
    super(kind);
  }

  private boolean[] commitIds(List<String> ids) {
    try (EffectTransaction<DatabaseTransaction> transaction = session.transaction()) {
      boolean[] isNew = transaction.insertIds(ids);
      transaction.commit();
      return isNew;
    }
  }

  @Test
  void anIdIsNewOnce() {
    assertThat(commitIds(List.of("a", "b"))).containsExactly(true, true);
    assertThat(commitIds(List.of("c", "a", "d"))).containsExactly(true, false, true);
    assertThat(commitIds(List.of())).isEmpty();
  }

  @Test
  void anIdThatComesTwiceInAListIsNewTheFirstTime() {
    assertThat(commitIds(List.of("a", "b", "a", "a"))).containsExactly(true, true, false, false);
  }

  @Test
  void groupsDoNotKnowOfEachOther() {
    commitIds(List.of("a"));
    session = inbox.open(group + "-other");

    assertThat(commitIds(List.of("a"))).containsExactly(true);
  }

  @Test
  void anIdMayBeEmptyOrLong() {
    String longId = "x".repeat(10 * 1024);
    List<String> ids = List.of("", longId, longId + "x", " ");

    assertThat(commitIds(ids)).containsExactly(true, true, true, true);
    assertThat(commitIds(ids)).containsExactly(false, false, false, false);
  }

  @Test
  void idsThatUtf8CannotTellApartAreDifferent() {
    List<String> ids = List.of("?", "\ud800", "\udbff", "ÿ\ud800");

    assertThat(commitIds(ids)).containsExactly(true, true, true, true);
    assertThat(commitIds(ids)).containsExactly(false, false, false, false);
  }

  @Test
  void aMessageWithoutAnIdIsRefusedAndNothingIsInserted() {
    assertThatThrownBy(() -> commitIds(Arrays.asList("a", null)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("number 2");

    assertThat(commitIds(List.of("a"))).containsExactly(true);
  }

  @Test
  void aLargeBatchOfWhichSomeAreKnown() {
    List<String> even = IntStream.range(0, 1_250).mapToObj(i -> "id" + 2 * i).toList();
    List<String> all = new ArrayList<>(IntStream.range(0, 2_500).mapToObj(i -> "id" + i).toList());
    Collections.reverse(all);
    commitIds(even);

    boolean[] isNew = commitIds(all);

    for (int i = 0; i < all.size(); i++) {
      assertThat(isNew[i]).as(all.get(i)).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void whatAnotherTransactionInsertsIsWaitedForAndThenKnown() throws Exception {
    Future<boolean[]> second;
    try (EffectTransaction<DatabaseTransaction> first = session.transaction()) {
      first.insertIds(List.of("a"));
      second = elsewhere(() -> commitIds(List.of("a", "b")));
      assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      first.commit();
    }

    assertThat(second.get()).containsExactly(false, true);
  }

  @Test
  void whatAnotherTransactionRollsBackIsNew() throws Exception {
    Future<boolean[]> second;
    try (EffectTransaction<DatabaseTransaction> first = session.transaction()) {
      first.insertIds(List.of("a"));
      second = elsewhere(() -> commitIds(List.of("a")));
      assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }

    assertThat(second.get()).containsExactly(true);
  }

  @Test
  void theSameIdsInOppositeOrdersMeetNoDeadlock() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    List<Future<Integer>> news = new ArrayList<>();
    for (boolean reversed : List.of(false, true)) {
      news.add(
          elsewhere(
              () -> {
                int found = 0;
                for (int round = 0; round < 10; round++) {
                  int r = round;
                  List<String> ids =
                      new ArrayList<>(IntStream.range(0, 50).mapToObj(i -> r + "-" + i).toList());
                  if (reversed) {
                    Collections.reverse(ids);
                  }
                  together.await();
                  for (boolean isNew : commitIds(ids)) {
                    found += isNew ? 1 : 0;
                  }
                }
                return found;
              }));
    }

    assertThat(news.get(0).get() + news.get(1).get()).isEqualTo(500);
  }

  @Test
  void idsAreForgottenByTheDatabasesClockAtMost10000AtATime() {
    commitIds(IntStream.range(0, 10_001).mapToObj(i -> "id" + i).toList());
    EffectSession<DatabaseTransaction> shorter = inbox.retainIds(Duration.ofHours(1)).open(group);
    long groupNumber =
        database.number(
            "SELECT group_number FROM waybill_group WHERE group_name = '" + group + "'");

    assertThat(shorter.forgetIds()).isZero();
    // As if the clock had gone on by two hours: no clock of this process is asked.
    database.execute(
        "UPDATE waybill_message_id SET stamp = stamp - 7200000 WHERE group_number = "
            + groupNumber);
    assertThat(session.forgetIds()).as("within 7 days").isZero();
    assertThat(shorter.forgetIds()).isEqualTo(10_000);
    assertThat(shorter.forgetIds()).isEqualTo(1);
    assertThat(shorter.forgetIds()).isZero();
    assertThat(commitIds(List.of("id0"))).containsExactly(true);
  }

  @Test
  void stampsAreMillisOfUtc() {
    long before = System.currentTimeMillis();
    commitIds(List.of("a"));
    long after = System.currentTimeMillis();

    long stamp =
        database.number(
            "SELECT MAX(stamp) FROM waybill_message_id WHERE group_number = (SELECT group_number"
                + " FROM waybill_group WHERE group_name = '"
                + group
                + "')");

    // The same machine's clock; a second for databases that round.
    assertThat(stamp).isBetween(before - 1_000, after + 1_000);
  }
}
