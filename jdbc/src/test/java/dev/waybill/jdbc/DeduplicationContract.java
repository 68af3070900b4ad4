package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.DeduplicationStore;
import dev.waybill.DeduplicationStore.Claim;
import dev.waybill.error.RejectedException;
import dev.waybill.jdbc.database.Databases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The store of handled ids, on every database. */
abstract class DeduplicationContract extends InboxFixture {

  DeduplicationContract(Databases kind) {
    super(kind);
  }

  JdbcDeduplicationStore store() {
    return JdbcDeduplicationStore.in(database.dataSource());
  }

  /** Sets the database's clock on, as rows see it: everything in the table gets older. */
  private void later(Duration by) {
    database.execute("UPDATE waybill_claim SET keep_until = keep_until - " + by.toMillis());
  }

  @Test
  void aMessageIsGrantedOnceThenBusyThenDone() {
    JdbcDeduplicationStore store = store();
    JdbcDeduplicationStore other = store();

    assertThat(store.claim(group, "a")).isEqualTo(Claim.GRANTED);
    assertThat(store.claim(group, "a")).isEqualTo(Claim.BUSY);
    assertThat(other.claim(group, "a")).isEqualTo(Claim.BUSY);
    store.complete(group, "a");
    assertThat(store.claim(group, "a")).isEqualTo(Claim.DONE);
    assertThat(other.claim(group, "a")).isEqualTo(Claim.DONE);
    assertThat(store.window().survivesRestart()).isTrue();
    assertThat(store.window().maxAge()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void aReleasedMessageMayBeClaimedAgain() {
    JdbcDeduplicationStore store = store();
    store.claim(group, "a");
    store.release(group, "a");

    assertThat(store.claim(group, "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void whatIsDoneIsNotReleased() {
    JdbcDeduplicationStore store = store();
    store.claim(group, "a");
    store.complete(group, "a");
    store.release(group, "a");

    assertThat(store.claim(group, "a")).isEqualTo(Claim.DONE);
  }

  @Test
  void groupsDoNotKnowOfEachOther() {
    JdbcDeduplicationStore store = store();
    store.claim(group, "a");

    assertThat(store.claim(group + "-other", "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void anIdMayBeEmptyOrLong() {
    JdbcDeduplicationStore store = store();
    for (String id : List.of("", "x".repeat(10 * 1024), "\ud800")) {
      assertThat(store.claim(group, id)).isEqualTo(Claim.GRANTED);
      assertThat(store.claim(group, id)).isEqualTo(Claim.BUSY);
    }
  }

  @Test
  void theClaimOfADeadProcessIsTakenOverAfterItsTimeout() {
    JdbcDeduplicationStore dead = store().claimTimeout(Duration.ofMinutes(1));
    JdbcDeduplicationStore next = store();
    dead.claim(group, "a");

    assertThat(next.claim(group, "a")).isEqualTo(Claim.BUSY);
    later(Duration.ofMinutes(2));
    assertThat(next.claim(group, "a")).isEqualTo(Claim.GRANTED);
    assertThat(next.claim(group, "a")).isEqualTo(Claim.BUSY);
  }

  @Test
  void aClaimThatWasTakenOverIsNotReleasedByItsFirstOwner() {
    JdbcDeduplicationStore slow = store();
    JdbcDeduplicationStore next = store();
    slow.claim(group, "a");
    later(Duration.ofHours(1));
    next.claim(group, "a");

    slow.release(group, "a");

    assertThat(store().claim(group, "a")).isEqualTo(Claim.BUSY);
    next.release(group, "a");
    assertThat(store().claim(group, "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void whatTheFirstOwnerCompletesIsDoneAlthoughItsClaimRanOut() {
    JdbcDeduplicationStore slow = store();
    JdbcDeduplicationStore next = store();
    slow.claim(group, "a");
    later(Duration.ofHours(1));
    next.claim(group, "a");
    next.release(group, "a");

    slow.complete(group, "a");

    assertThat(next.claim(group, "a")).isEqualTo(Claim.DONE);
  }

  @Test
  void whatIsDoneIsForgottenAfterItsAge() {
    JdbcDeduplicationStore store = store().maxAge(Duration.ofDays(1));
    store.claim(group, "a");
    store.complete(group, "a");
    later(Duration.ofHours(23));
    assertThat(store.claim(group, "a")).isEqualTo(Claim.DONE);
    later(Duration.ofHours(2));

    assertThat(store.claim(group, "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void rowsWhoseTimeIsUpAreDeleted() {
    JdbcDeduplicationStore store = store();
    for (String id : List.of("a", "b", "c")) {
      store.claim(group, id);
      store.complete(group, id);
    }
    later(Duration.ofDays(8));
    store.claim(group, "d");

    assertThat(store.forgetOld()).isGreaterThanOrEqualTo(3);
    assertThat(store.forgetOld()).isZero();
    assertThat(store.claim(group, "d")).isEqualTo(Claim.BUSY);
  }

  @Test
  void ofManyAtOnceOneIsGranted() throws Exception {
    int instances = 4;
    int ids = 50;
    CyclicBarrier together = new CyclicBarrier(instances);
    List<Future<Integer>> granted = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      JdbcDeduplicationStore instance = store().open();
      granted.add(
          elsewhere(
              () -> {
                int mine = 0;
                for (int id = 0; id < ids; id++) {
                  together.await();
                  if (instance.claim(group, "id-" + id) == Claim.GRANTED) {
                    mine++;
                    instance.complete(group, "id-" + id);
                  }
                }
                return mine;
              }));
    }

    int total = 0;
    for (Future<Integer> one : granted) {
      total += one.get();
    }
    assertThat(total).isEqualTo(ids);
  }

  @Test
  void ofManyThatTakeOverOneIsGranted() throws Exception {
    int instances = 4;
    int ids = 20;
    JdbcDeduplicationStore dead = store();
    for (int id = 0; id < ids; id++) {
      dead.claim(group, "id-" + id);
    }
    later(Duration.ofHours(1));
    CyclicBarrier together = new CyclicBarrier(instances);
    List<Future<Integer>> granted = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      JdbcDeduplicationStore instance = store().open();
      granted.add(
          elsewhere(
              () -> {
                int mine = 0;
                for (int id = 0; id < ids; id++) {
                  together.await();
                  mine += instance.claim(group, "id-" + id) == Claim.GRANTED ? 1 : 0;
                }
                return mine;
              }));
    }

    int total = 0;
    for (Future<Integer> one : granted) {
      total += one.get();
    }
    assertThat(total).isEqualTo(ids);
  }

  @Test
  void theApiFindsItByItsDataSource() {
    DeduplicationStore store = DeduplicationStore.jdbc(database.dataSource());

    assertThat(store.claim(group, "a")).isEqualTo(Claim.GRANTED);
    assertThat(store).isInstanceOf(JdbcDeduplicationStore.class);
  }

  @Test
  void missingTablesAreTold() {
    assertThatThrownBy(() -> store().tablePrefix("absent_").open())
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("createSchema()");

    JdbcDeduplicationStore created = store().tablePrefix("other_").createSchema();
    assertThat(created.claim(group, "a")).isEqualTo(Claim.GRANTED);
  }
}
