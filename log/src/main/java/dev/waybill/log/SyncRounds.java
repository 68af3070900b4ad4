package dev.waybill.log;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: makes the appends of many waiting publishers durable at once.
 *
 * <pre>
 *   partition ─sync─┐
 *   partition ─sync─┼─ all of them ──► journal ─sync─► Synced
 *   partition ─sync─┘
 * </pre>
 *
 * <p>Invariant: the journal is synced only after every partition of the round, so that no commit
 * record outlives the data it commits. One round at a time.
 */
public final class SyncRounds {
  private static final SyncOutcome SYNCED = new SyncOutcome.Synced();

  private final Executor executor;
  private final int parallelism;

  /**
   * Rounds that sync up to {@code parallelism} partitions at a time, one of them on the calling
   * thread and the others on the executor.
   */
  public SyncRounds(Executor executor, int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("expected parallelism >= 1, found " + parallelism);
    }
    this.executor = executor;
    this.parallelism = parallelism;
  }

  /** Rounds on the calling thread alone, in order: the same every time. */
  public static SyncRounds sequential() {
    return new SyncRounds(Runnable::run, 1);
  }

  /**
   * Syncs everything written to the partitions, then the journal. Returns when both are done, also
   * when the calling thread is interrupted, whose flag stays.
   */
  public SyncOutcome run(List<? extends Durable> partitions, @Nullable Durable journal) {
    IOException failure = syncAll(partitions);
    if (failure == null && journal != null) {
      failure = sync(journal);
    }
    return failure == null ? SYNCED : new SyncOutcome.Failed(failure);
  }

  private @Nullable IOException syncAll(List<? extends Durable> partitions) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    Runnable share =
        () -> {
          for (int i = next.getAndIncrement(); i < partitions.size(); i = next.getAndIncrement()) {
            IOException failed = sync(partitions.get(i));
            if (failed != null) {
              failure.compareAndSet(null, failed);
            }
          }
        };
    int helpers = Math.max(0, Math.min(parallelism, partitions.size()) - 1);
    CountDownLatch running = new CountDownLatch(helpers);
    for (int i = 0; i < helpers; i++) {
      try {
        executor.execute(
            () -> {
              try {
                share.run();
              } finally {
                running.countDown();
              }
            });
      } catch (RejectedExecutionException shutDown) {
        // The calling thread does the share of a helper that cannot come.
        running.countDown();
      }
    }
    share.run();
    awaitAll(running);
    return failure.get();
  }

  private static @Nullable IOException sync(Durable durable) {
    try {
      durable.sync();
      return null;
    } catch (IOException e) {
      return e;
    } catch (RuntimeException | Error e) {
      // On a helper's thread nobody else would see it, and the round would pass for synced.
      return new IOException("a sync ended with " + e, e);
    }
  }

  private static void awaitAll(CountDownLatch running) {
    boolean interrupted = false;
    while (true) {
      try {
        running.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
