package dev.waybill.kafka.consume;

import dev.waybill.error.RejectedException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Whose turn it is: Kafka's consumer stands one thread at a time, and none after it was closed.
 * Thread-safe.
 */
final class Turn {

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean ending;
  private boolean ended;

  /**
   * Does the work when nobody else does any; while the reader closes, only what its listener asks
   * for on the closing thread.
   *
   * @throws RejectedException the reader is closed
   */
  <T> T take(Supplier<T> work) {
    lock.lock();
    try {
      if (ending && lock.getHoldCount() == 1) {
        throw new RejectedException(
            "the consumer is closed: expected an open one; nothing was done. Open a new consumer");
      }
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #take}, for what answers nothing. */
  void run(Runnable work) {
    Object unused =
        take(
            () -> {
              work.run();
              return "";
            });
  }

  /** From now on every turn but the one that is taken is refused. */
  void announceEnd() {
    ending = true;
  }

  /** Takes the last turn; does nothing when it was taken. */
  void takeLast(Runnable work) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      ending = true;
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
