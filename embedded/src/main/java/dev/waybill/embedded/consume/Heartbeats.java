package dev.waybill.embedded.consume;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The one thread that keeps an engine's members alive while their consumers process. */
public final class Heartbeats implements AutoCloseable {
  private final ScheduledExecutorService timer;

  public Heartbeats(String name) {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  ScheduledFuture<?> every(Duration period, Runnable task) {
    long nanos = period.toNanos();
    return timer.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Soon, on the heartbeat thread; does nothing once closed. */
  void soon(Runnable task) {
    if (!timer.isShutdown()) {
      timer.execute(task);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
