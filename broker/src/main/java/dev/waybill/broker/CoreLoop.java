package dev.waybill.broker;

import dev.waybill.broker.core.Core;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Now;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread the core has not: takes commands, hands rounds to the disk, gives answers.
 *
 * <p>Everything waiting is taken at once, and the disk gets its next round before anybody gets an
 * answer: so rounds grow while the disk is busy and start at once when it is not.
 */
final class CoreLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CoreLoop.class);
  private static final long MAX_SLEEP_MILLIS = 1_000;

  private final Core core;
  private final CommandQueue queue;
  private final DiskLoop disk;
  private final CompactionLoop compaction;
  private final Supplier<Now> clock;
  private volatile boolean closing;

  CoreLoop(
      Core core,
      CommandQueue queue,
      DiskLoop disk,
      CompactionLoop compaction,
      Supplier<Now> clock) {
    this.compaction = compaction;
    this.core = core;
    this.queue = queue;
    this.disk = disk;
    this.clock = clock;
  }

  /** Ends the loop once nothing waits any more. Any thread. */
  void close() {
    closing = true;
    // A command, for a mere wake-up is lost on a thread that is about to fall asleep.
    queue.put(new Command(Core::giveReplies, null));
  }

  @Override
  public void run() {
    while (true) {
      try {
        if (!turn()) {
          return;
        }
      } catch (RuntimeException | Error e) {
        boolean again = core.failure() != null;
        stop(e);
        if (again && closing) {
          return;
        }
        if (again) {
          // Stopping did not end it: at least it must not use up the machine and its disk's log.
          queue.await(TimeUnit.MILLISECONDS.toNanos(MAX_SLEEP_MILLIS));
        }
      }
    }
  }

  /** One turn; false when it was the last. */
  private boolean turn() {
    Command command = queue.takeAll();
    Now now = clock.get();
    core.at(now);
    boolean worked = command != null;
    while (command != null) {
      Command following = command.next;
      command.next = null;
      run(command);
      command = following;
    }
    OptionalLong due = core.nextDeadline();
    if (due.isPresent() && due.getAsLong() <= now.monotonicMillis()) {
      core.tick();
    }
    Optional<DiskRound> round = core.nextRound();
    round.ifPresent(disk::hand);
    core.compactions().next().ifPresent(compaction::hand);
    core.giveReplies();
    if (worked || round.isPresent()) {
      return true;
    }
    if (closing && (core.failure() != null || core.isIdle())) {
      core.end();
      return false;
    }
    sleep(now);
    return true;
  }

  /** A defect ends the broker, but whoever queued behind it is told so. */
  private void run(Command command) {
    try {
      command.run(core);
    } catch (RuntimeException | Error e) {
      command.fail(stop(e));
    }
  }

  private void sleep(Now now) {
    OptionalLong due = core.nextDeadline();
    long millis = MAX_SLEEP_MILLIS;
    if (due.isPresent()) {
      // At least one, so that a deadline the disk holds up does not make us spin.
      millis = Math.max(1, Math.min(millis, due.getAsLong() - now.monotonicMillis()));
    }
    queue.await(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private BrokerException stop(Throwable defect) {
    LOG.error(
        "The broker contradicted itself and stops; what was acknowledged is safe. Please report this.",
        defect);
    BrokerException failure =
        new BrokerException(
            ErrorCode.BROKER_DEFECT,
            "The broker stopped because of a defect ("
                + defect
                + "). What was acknowledged is safe; the outcome of what was under way is unknown."
                + " Open the directory again.",
            defect);
    core.fail(failure);
    return failure;
  }
}
