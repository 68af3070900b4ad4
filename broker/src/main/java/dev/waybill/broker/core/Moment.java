package dev.waybill.broker.core;

import dev.waybill.broker.group.Now;

/** The time as the core knows it: set by its driver before commands run, read by all desks. */
final class Moment {
  private Now now;

  Moment(Now now) {
    this.now = now;
  }

  void set(Now newNow) {
    now = newNow;
  }

  Now now() {
    return now;
  }

  /** For timeouts: never goes back. */
  long monotonicMillis() {
    return now.monotonicMillis();
  }

  /** For what outlives the process. */
  long wallMillis() {
    return now.wallMillis();
  }
}
