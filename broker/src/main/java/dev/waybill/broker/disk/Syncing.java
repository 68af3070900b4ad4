package dev.waybill.broker.disk;

import dev.waybill.log.Durable;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Syncs several files at a time: the disk merges flushes that overlap, so 64 files cost little more
 * than one.
 */
final class Syncing implements Closeable {
  private final int parallelism;
  private @Nullable ExecutorService threads;

  /** With a parallelism of 1 everything happens on the calling thread, in order. */
  Syncing(int parallelism) {
    this.parallelism = parallelism;
  }

  /** Returns when all are synced; throws the first failure, when none is under way any more. */
  void sync(Collection<? extends Durable> files) throws IOException {
    if (parallelism <= 1 || files.size() <= 1) {
      for (Durable file : files) {
        file.sync();
      }
      return;
    }
    List<Future<?>> running = new ArrayList<>(files.size());
    for (Durable file : files) {
      running.add(
          threads()
              .submit(
                  () -> {
                    file.sync();
                    return null;
                  }));
    }
    IOException failure = null;
    for (Future<?> each : running) {
      try {
        join(each);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    if (threads != null) {
      threads.shutdown();
    }
  }

  private ExecutorService threads() {
    ExecutorService started = threads;
    if (started == null) {
      started =
          Executors.newFixedThreadPool(
              parallelism,
              task -> {
                Thread thread = new Thread(task, "waybill-sync");
                thread.setDaemon(true);
                return thread;
              });
      threads = started;
    }
    return started;
  }

  private static void join(Future<?> each) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          each.get();
          return;
        } catch (InterruptedException e) {
          // A sync is never given up half way.
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
