package dev.waybill.verifier.simulate.actor;

import dev.waybill.runtime.settle.RetryQueue;
import dev.waybill.verifier.simulate.host.Messages;
import dev.waybill.verifier.simulate.world.Program;
import dev.waybill.verifier.simulate.world.Rng;
import dev.waybill.verifier.simulate.world.World;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's handlers, several at a time: keys overtake each other, and a message whose handler
 * failed holds up no key but its own until it is tried again.
 */
final class Lanes {
  private static final int LANES = 2;
  private static final double FAILURES = 0.04;

  private record Work(OwnedPartition place, Messages.Found message) {
    String key() {
      return place.partition + "/" + message.key();
    }
  }

  private final World world;
  private final Program program;
  private final Rng rng;
  private final long slownessMicros;
  private final BiConsumer<OwnedPartition, Messages.Found> handled;
  private final RetryQueue<Work> retries = new RetryQueue<>();
  private final long[] free = new long[LANES];

  /**
   * @param slownessMicros how long a handler takes, on average
   * @param handled is told of every message whose handler ended well
   */
  Lanes(
      World world,
      Program program,
      Rng rng,
      long slownessMicros,
      BiConsumer<OwnedPartition, Messages.Found> handled) {
    this.world = world;
    this.program = program;
    this.rng = rng;
    this.slownessMicros = slownessMicros;
    this.handled = handled;
  }

  void add(OwnedPartition place, Messages.Found message) {
    Work work = new Work(place, message);
    if (retries.holds(work.key())) {
      retries.append(work.key(), work);
      return;
    }
    int lane = Math.floorMod(message.key().hashCode(), LANES);
    long now = world.nowMicros();
    free[lane] = Math.max(free[lane], now) + rng.between(10, 2 * slownessMicros);
    program.later(
        free[lane] - now,
        () -> {
          if (retries.holds(work.key())) {
            retries.append(work.key(), work); // one before it failed meanwhile
          } else {
            handle(work, null);
          }
        });
  }

  /** What waits to be tried again of that partition is another member's. */
  void drop(OwnedPartition place) {
    var unused = retries.drop(work -> work.place == place);
  }

  private void handle(Work work, RetryQueue.@Nullable Parked<Work> again) {
    if (work.place.closed) {
      return;
    }
    long nowNanos = world.nowMicros() * 1_000;
    if (rng.chance(FAILURES)) {
      long due = nowNanos + rng.between(1_000_000, 30_000_000);
      Throwable why = new Failure();
      if (again == null) {
        retries.park(work.key(), work, 1, why, due);
      } else {
        retries.parkAgain(again, again.failedAttempts() + 1, why, due);
      }
    } else {
      handled.accept(work.place, work.message);
      if (again != null) {
        retries.finish(again, nowNanos);
      }
    }
    long wait = retries.nanosUntilDue(nowNanos);
    if (wait != Long.MAX_VALUE) {
      program.later(wait / 1_000 + 1, this::retry);
    }
  }

  private void retry() {
    RetryQueue.Parked<Work> due = retries.takeDue(world.nowMicros() * 1_000);
    if (due != null) {
      handle(due.head(), due);
    }
  }

  /** What handlers throw now and then. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure() {
      super("a handler's failure", null, false, false);
    }
  }
}
