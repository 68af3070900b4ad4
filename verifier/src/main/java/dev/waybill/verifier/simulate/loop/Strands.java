package dev.waybill.verifier.simulate.loop;

import dev.waybill.runtime.timing.Timing;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;
import dev.waybill.verifier.simulate.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one simulated process. Each runs only while the world waits for it, until it waits
 * itself; so nothing happens at the same time, and what happens next follows from the seed.
 *
 * <pre>
 *   world's thread ── event: wake ──► strand runs ── await, or its end ──► world's thread goes on
 *                          ▲                              │
 *                          └── signal, or time is up ◄────┘
 * </pre>
 *
 * <p>Invariant: exactly one thread of a simulation runs at any moment. It is handed on under the
 * strand's monitor, so each sees all that the others wrote.
 */
final class Strands implements Timing {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long LONGEST_WAKING = 30;

  /** Ends a strand whose process was killed, wherever it is. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("its process was killed", null, false, false);
    }
  }

  private final class Strand {
    final Thread thread;
    private boolean running;
    @Nullable Object waitsFor;

    /** Grows with every waking, so that a late one wakes nobody. */
    long wakings;

    Strand(Thread thread) {
      this.thread = thread;
      thread.setUncaughtExceptionHandler(
          (ended, cause) -> {
            if (!(cause instanceof Killed)) {
              failure = cause;
            }
          });
    }

    void begin() {
      running = true;
      thread.start();
      letRun();
    }

    void wake() {
      wakings++;
      synchronized (thread) {
        running = true;
        thread.notifyAll();
      }
      letRun();
    }

    /** The world's thread: waits until the strand waits or has ended. */
    private void letRun() {
      boolean interrupted = false;
      synchronized (thread) {
        // The machine notifies whoever waits on a thread when that has ended.
        while (running && thread.isAlive()) {
          try {
            thread.wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (!thread.isAlive()) {
        signal(thread);
      }
      if (failure != null) {
        throw new IllegalStateException("a delivery loop's thread died", failure);
      }
    }

    /** The strand itself: until it is woken. */
    private void pause() throws InterruptedException {
      synchronized (thread) {
        running = false;
        thread.notifyAll();
        while (!running) {
          thread.wait();
        }
      }
      if (dead) {
        throw new Killed();
      }
    }
  }

  private final World world;
  private final Program program;
  private final Rng rng;
  private final List<Strand> strands = new ArrayList<>();
  private volatile boolean dead;
  private volatile @Nullable Throwable failure;

  Strands(World world, Program program, Rng rng) {
    this.world = world;
    this.program = program;
    this.rng = rng;
  }

  /** The process dies: no strand does anything any more. The world's thread. */
  void kill() {
    dead = true;
    for (Strand each : strands) {
      if (each.thread.isAlive()) {
        each.wake();
      }
    }
  }

  @Override
  public long nanoTime() {
    return world.nowMicros() * NANOS_PER_MICRO;
  }

  @Override
  public void start(Thread thread) {
    Strand strand = new Strand(thread);
    strands.add(strand);
    program.later(1 + rng.below((int) LONGEST_WAKING), strand::begin);
  }

  @Override
  public boolean join(Thread thread, long nanos) throws InterruptedException {
    return await(thread, () -> !thread.isAlive(), nanos);
  }

  @Override
  public boolean await(Object monitor, BooleanSupplier condition, long nanos)
      throws InterruptedException {
    if (dead) {
      throw new Killed();
    }
    Strand self = self();
    long micros = nanos / NANOS_PER_MICRO;
    long until = micros > Long.MAX_VALUE - world.nowMicros() ? -1 : world.nowMicros() + micros;
    while (!holds(monitor, condition)) {
      if (until >= 0 && world.nowMicros() >= until) {
        return false;
      }
      self.waitsFor = monitor;
      if (until >= 0) {
        wakeLater(self, until - world.nowMicros());
      }
      self.pause();
      self.waitsFor = null;
    }
    return true;
  }

  private static boolean holds(Object monitor, BooleanSupplier condition) {
    synchronized (monitor) {
      return condition.getAsBoolean();
    }
  }

  /** For so long nothing of this thread happens. */
  void sleep(long micros) throws InterruptedException {
    boolean unused = await(new Object(), () -> false, micros * NANOS_PER_MICRO);
  }

  @Override
  public void signal(Object monitor) {
    for (Strand each : strands) {
      if (each.waitsFor == monitor && !dead) {
        wakeLater(each, rng.below((int) LONGEST_WAKING));
      }
    }
  }

  private void wakeLater(Strand strand, long micros) {
    long waking = strand.wakings;
    program.later(
        micros,
        () -> {
          if (strand.wakings == waking && strand.waitsFor != null && strand.thread.isAlive()) {
            strand.wake();
          }
        });
  }

  private Strand self() {
    Thread current = Thread.currentThread();
    for (Strand each : strands) {
      if (each.thread == current) {
        return each;
      }
    }
    throw new IllegalStateException(
        "expected one of the process's own threads to wait, found " + current);
  }

  @Override
  public <T> WorkQueue<T> queue() {
    return new StrandQueue<>();
  }

  private final class StrandQueue<T> implements WorkQueue<T> {
    private final Deque<T> work = new ArrayDeque<>();

    @Override
    public void add(T one) {
      work.addLast(one);
      signal(this);
    }

    @Override
    public T take() throws InterruptedException {
      boolean unused = await(this, () -> !work.isEmpty(), Long.MAX_VALUE);
      return work.removeFirst();
    }

    @Override
    public @Nullable T poll(long nanos) throws InterruptedException {
      return await(this, () -> !work.isEmpty(), nanos) ? work.removeFirst() : null;
    }

    @Override
    public boolean isEmpty() {
      return work.isEmpty();
    }
  }
}
