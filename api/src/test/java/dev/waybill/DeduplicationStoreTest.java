package dev.waybill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.DeduplicationStore.Claim;
import dev.waybill.error.RejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class DeduplicationStoreTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final DeduplicationStore store =
      new InMemoryDeduplicationStore(3, Duration.ofMinutes(1), now::get);

  @Test
  void aMessageIsGrantedOnceThenBusyThenDone() {
    assertThat(store.claim("g", "a")).isEqualTo(Claim.GRANTED);
    assertThat(store.claim("g", "a")).isEqualTo(Claim.BUSY);
    store.complete("g", "a");
    assertThat(store.claim("g", "a")).isEqualTo(Claim.DONE);
  }

  @Test
  void aReleasedMessageMayBeClaimedAgain() {
    store.claim("g", "a");
    store.release("g", "a");

    assertThat(store.claim("g", "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void groupsDoNotKnowOfEachOther() {
    store.claim("g", "a");
    store.complete("g", "a");

    assertThat(store.claim("h", "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void theOldestAreForgottenBeyondTheCount() {
    for (String id : List.of("a", "b", "c", "d")) {
      store.claim("g", id);
      store.complete("g", id);
    }

    assertThat(store.claim("g", "d")).isEqualTo(Claim.DONE);
    assertThat(store.claim("g", "b")).isEqualTo(Claim.DONE);
    assertThat(store.claim("g", "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void theOldAreForgottenBeyondTheirAge() {
    store.claim("g", "a");
    store.complete("g", "a");
    now.set(Instant.EPOCH.plusSeconds(60));
    assertThat(store.claim("g", "a")).isEqualTo(Claim.DONE);
    now.set(Instant.EPOCH.plusSeconds(61));

    assertThat(store.claim("g", "a")).isEqualTo(Claim.GRANTED);
  }

  @Test
  void aClaimOutlivesEveryBound() {
    store.claim("g", "held");
    for (int i = 0; i < 10; i++) {
      store.claim("g", "x" + i);
      store.complete("g", "x" + i);
    }
    now.set(Instant.EPOCH.plusSeconds(3600));

    assertThat(store.claim("g", "held")).isEqualTo(Claim.BUSY);
  }

  @Test
  void ofManyAtOnceOneIsGranted() throws Exception {
    DeduplicationStore shared = DeduplicationStore.inMemory(10_000, Duration.ofHours(1));
    int threads = 4;
    int ids = 2_000;
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<Integer>> granted = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      granted.add(
          executor.submit(
              () -> {
                together.await();
                int mine = 0;
                for (int i = 0; i < ids; i++) {
                  if (shared.claim("g", "id-" + i) == Claim.GRANTED) {
                    mine++;
                    shared.complete("g", "id-" + i);
                  }
                }
                return mine;
              }));
    }

    int total = 0;
    for (Future<Integer> one : granted) {
      total += one.get();
    }
    executor.shutdown();
    assertThat(total).isEqualTo(ids);
  }

  @Test
  void itsWindowSaysThatItForgetsAtRestart() {
    assertThat(store.window())
        .isEqualTo(new DeduplicationStore.Window(3, Duration.ofMinutes(1), false));
    assertThat(DeduplicationStore.inMemory(1, Duration.ofSeconds(Long.MAX_VALUE)).claim("g", "a"))
        .isEqualTo(Claim.GRANTED);
    assertThatThrownBy(() -> DeduplicationStore.inMemory(0, Duration.ofHours(1)))
        .hasMessageContaining("maxIds");
  }

  @Test
  void withoutItsModuleAStoreInADatabaseIsRefusedByTheNameOfTheArtifact() {
    DataSource unused = null;

    assertThatThrownBy(() -> DeduplicationStore.jdbc(unused))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("waybill-jdbc");
  }
}
