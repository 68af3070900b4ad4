package dev.waybill.broker;

import dev.waybill.broker.core.Core;
import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.disk.DiskRound.Trimmed;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The thread that waits for the disk, so that the core does not. One round at a time. */
final class DiskLoop implements Runnable {
  private final Disk disk;
  private final CommandQueue reports;
  private volatile @Nullable DiskRound handed;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  DiskLoop(Disk disk, CommandQueue reports) {
    this.disk = disk;
    this.reports = reports;
  }

  /** The core's: the disk is free. */
  void hand(DiskRound round) {
    handed = round;
    LockSupport.unpark(thread);
  }

  /** No round is coming any more. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (true) {
      DiskRound round = handed;
      if (round != null) {
        handed = null;
        execute(round);
      } else if (closed) {
        return;
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void execute(DiskRound round) {
    try {
      disk.execute(round, new Reports(round));
    } catch (RuntimeException | Error e) {
      report(core -> core.fail(Disk.failure(round, e)));
    }
  }

  private void report(Consumer<Core> action) {
    reports.put(new Command(action, null));
  }

  /** Tells the core, and wakes it no more often than needed. */
  private final class Reports implements Disk.Listener {
    private final DiskRound round;

    Reports(DiskRound round) {
      this.round = round;
    }

    @Override
    public void written() {
      report(Core::written);
    }

    @Override
    public void synced() {
      if (round.hasHousekeeping()) {
        report(Core::synced);
      }
    }

    @Override
    public void finished(List<Trimmed> trimmed) {
      boolean synced = round.hasHousekeeping();
      report(
          core -> {
            if (!synced) {
              core.synced();
            }
            core.finished(trimmed);
          });
    }

    @Override
    public void failed(Exception cause) {
      report(core -> core.fail(Disk.failure(round, cause)));
    }
  }
}
