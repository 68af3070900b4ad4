package dev.waybill.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyncRoundsTest {
  private final ExecutorService helpers = Executors.newFixedThreadPool(3);

  @AfterEach
  void stopHelpers() {
    helpers.shutdownNow();
  }

  @Test
  void partitionsAreSyncedAtTheSameTimeAndTheJournalAfterThemAll() {
    CyclicBarrier allAtOnce = new CyclicBarrier(4);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    AtomicInteger synced = new AtomicInteger();
    Durable partition =
        () -> {
          await(allAtOnce);
          threads.add(Thread.currentThread());
          synced.incrementAndGet();
        };
    List<Integer> syncedBeforeJournal = new ArrayList<>();

    SyncOutcome outcome =
        new SyncRounds(helpers, 4)
            .run(
                List.of(partition, partition, partition, partition),
                () -> syncedBeforeJournal.add(synced.get()));

    assertThat(outcome).isInstanceOf(SyncOutcome.Synced.class);
    assertThat(threads).hasSize(4).contains(Thread.currentThread());
    assertThat(syncedBeforeJournal).containsExactly(4);
  }

  @Test
  void whateverEndsASyncOnAHelperFailsTheRoundAndTheJournalStaysUnsynced() {
    Thread caller = Thread.currentThread();
    List<Throwable> causes =
        List.of(
            new IOException("Input/output error"),
            new IllegalStateException("a bug"),
            new OutOfMemoryError("Direct buffer memory"));
    for (Throwable cause : causes) {
      CyclicBarrier both = new CyclicBarrier(2);
      Durable failsOnTheHelper =
          () -> {
            await(both);
            if (Thread.currentThread() != caller) {
              throwAs(cause);
            }
          };
      AtomicInteger journalSyncs = new AtomicInteger();

      SyncOutcome outcome =
          new SyncRounds(helpers, 2)
              .run(List.of(failsOnTheHelper, failsOnTheHelper), journalSyncs::incrementAndGet);

      assertThat(outcome)
          .isInstanceOfSatisfying(
              SyncOutcome.Failed.class,
              failed -> assertThat(failed.cause()).hasStackTraceContaining(cause.getMessage()));
      assertThat(journalSyncs).hasValue(0);
    }
  }

  @Test
  void withoutHelpersTheCallerDoesItAll() {
    AtomicInteger synced = new AtomicInteger();
    SyncRounds rounds =
        new SyncRounds(
            task -> {
              throw new RejectedExecutionException("shut down");
            },
            4);

    SyncOutcome outcome =
        rounds.run(List.of(synced::incrementAndGet, synced::incrementAndGet), null);

    assertThat(outcome).isInstanceOf(SyncOutcome.Synced.class);
    assertThat(synced).hasValue(2);
  }

  @Test
  void anInterruptedRoundEndsAndKeepsTheFlag() {
    Thread.currentThread().interrupt();

    SyncOutcome outcome =
        new SyncRounds(helpers, 3).run(List.of(() -> {}, () -> {}, () -> {}), () -> {});

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(SyncOutcome.Synced.class);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void throwAs(Throwable cause) throws IOException {
    if (cause instanceof IOException failure) {
      throw failure;
    }
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    throw (Error) cause;
  }
}
