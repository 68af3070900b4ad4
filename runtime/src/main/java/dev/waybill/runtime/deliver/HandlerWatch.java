package dev.waybill.runtime.deliver;

import dev.waybill.error.RejectedException;
import dev.waybill.runtime.timing.Timing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at running handlers now and then; one thread for all subscriptions. Sampling costs the
 * handlers nothing: no clock is read per message.
 *
 * <pre>
 *   SEEN ── timeout over ──► ANNOUNCED ── next look ──► INTERRUPTED ── grace over ──► stuck: FAILED
 *    ▲                          │                          │
 *    └──────── another call, or none ◄─────────────────────┘
 * </pre>
 */
final class HandlerWatch implements AutoCloseable {

  /** How long an interrupted handler may take to end. */
  static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

  /** A machine in distress may not run the handler's thread for a while. */
  private static final Duration SHORTEST_GRACE = Duration.ofSeconds(1);

  private static final long MIN_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long MAX_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final @Nullable ScheduledThreadPoolExecutor timer;

  /**
   * @param timing what handlers run by: only the machine's can be held against a clock
   */
  HandlerWatch(Timing timing) {
    timer = timing == Timing.MACHINE ? timer() : null;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "waybill-handler-watch");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Watches a thread until the returned future is cancelled. */
  Future<?> watch(HandlerThread thread, Lifecycle owner, String name, Duration timeout) {
    if (timer == null) {
      return CompletableFuture.completedFuture(null);
    }
    Sample sample = new Sample(thread, owner, name, timeout);
    long period =
        Math.max(MIN_PERIOD_NANOS, Math.min(MAX_PERIOD_NANOS, saturatedNanos(timeout) / 4));
    return timer.scheduleWithFixedDelay(sample, period, period, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }

  static long saturatedNanos(Duration duration) {
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) >= 0
        ? Long.MAX_VALUE / 2
        : duration.toNanos();
  }

  /** How far the running call has come towards being stuck. */
  private enum Stage {
    SEEN,
    ANNOUNCED,
    INTERRUPTED
  }

  /** What was seen of one thread at the last look. */
  private static final class Sample implements Runnable {
    private final HandlerThread thread;
    private final Lifecycle owner;
    private final String name;
    private final Duration timeout;
    private final long timeoutNanos;
    private final long graceNanos;
    private Stage stage = Stage.SEEN;
    private long call;
    private long sinceNanos;

    Sample(HandlerThread thread, Lifecycle owner, String name, Duration timeout) {
      this.thread = thread;
      this.owner = owner;
      this.name = name;
      this.timeout = timeout;
      this.timeoutNanos = saturatedNanos(timeout);
      this.graceNanos =
          Math.max(SHORTEST_GRACE.toNanos(), Math.min(timeoutNanos, LONGEST_GRACE.toNanos()));
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      long running = thread.runningCall();
      if (running != call) {
        call = running;
        sinceNanos = now;
        stage = Stage.SEEN;
      }
      if (running > 0) {
        look(now);
      }
    }

    private void look(long now) {
      switch (stage) {
        case SEEN -> {
          if (now - sinceNanos >= timeoutNanos || owner.overdue(now)) {
            thread.announceInterrupt(call);
            stage = Stage.ANNOUNCED;
          }
        }
        case ANNOUNCED -> {
          if (thread.interruptCall(call)) {
            sinceNanos = now;
            stage = Stage.INTERRUPTED;
          }
        }
        case INTERRUPTED -> {
          if (now - sinceNanos >= graceNanos) {
            stuck(now);
          }
        }
      }
    }

    private void stuck(long now) {
      RejectedException failure =
          new RejectedException(
              name
                  + " stopped: its handler ran for more than "
                  + timeout
                  + " and ignored the interrupt; the position was not moved past its message, which"
                  + " will be delivered again: make the handler end when it is interrupted, or"
                  + " raise handlerTimeout");
      failure.setStackTrace(thread.getStackTrace());
      owner.fail(failure, now);
      owner.abandoned();
    }
  }
}
