package dev.waybill.cli.command;

import dev.waybill.cli.terminal.StopSignal;
import java.time.Duration;

/**
 * Interrupts the thread that began it when the stop signal comes, for work that waits for other
 * processes. Closed by that thread, after which it is interrupted no more.
 */
final class StopInterrupt {
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private final StopSignal stop;
  private final Thread worker = Thread.currentThread();
  private boolean ended;

  private StopInterrupt(StopSignal stop) {
    this.stop = stop;
  }

  static StopInterrupt of(StopSignal stop) {
    StopInterrupt begun = new StopInterrupt(stop);
    Thread watcher = new Thread(begun::watch, "waybill-verify-stop");
    watcher.setDaemon(true);
    watcher.start();
    return begun;
  }

  private void watch() {
    try {
      while (!stop.await(CHECK_INTERVAL)) {
        if (isEnded()) {
          return;
        }
      }
      interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  private synchronized void interrupt() {
    if (!ended) {
      worker.interrupt();
    }
  }

  /** What is left to do is written to files, which an interrupt would close. */
  synchronized void end() {
    ended = true;
    boolean unused = Thread.interrupted();
  }
}
