package dev.waybill.broker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Refuses appends while they can still be refused: a write that finds the disk full stops the
 * broker, so some space is kept in reserve for the journal, markers and checkpoints.
 */
final class DiskSpace {
  /** Looking costs a system call; much less than this cannot use up a sensible reserve. */
  private static final long LOOK_EVERY_BYTES = 1 << 20;

  private final LongSupplier usableBytes;
  private final long reserveBytes;
  private final AtomicLong sinceLook = new AtomicLong(LOOK_EVERY_BYTES);
  private volatile long usable;

  DiskSpace(LongSupplier usableBytes, long reserveBytes) {
    this.usableBytes = usableBytes;
    this.reserveBytes = reserveBytes;
  }

  /** Whether so many bytes more may be written. Any thread. */
  boolean admits(long bytes) {
    if (sinceLook.addAndGet(bytes) >= LOOK_EVERY_BYTES || usable < reserveBytes) {
      sinceLook.set(0);
      usable = usableBytes.getAsLong();
    }
    return usable >= reserveBytes;
  }

  /** As last seen. */
  long usable() {
    return usable;
  }

  long reserve() {
    return reserveBytes;
  }
}
