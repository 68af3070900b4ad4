package dev.waybill.verifier.simulate.fault;

import java.util.Locale;

/** What can be done to a simulated world. */
public enum FaultKind {
  /** Before some operation of the disk, with any legal state of it afterwards. */
  POWER_LOSS(true),
  /** Before some operation of the disk; the page cache stays. */
  KILL(true),
  /** And again while the broker recovers, or right after that. */
  POWER_LOSS_IN_RECOVERY(true),
  KILL_IN_RECOVERY(true),
  SYNC_FAILED(false),
  DISK_FULL(false),
  SLOW_DISK(true),
  BROKER_STOPPED(true),
  CLIENT_STOPPED(true),
  CLIENT_KILLED(true),
  /** A second session of a transactional id, while the first one lives. */
  ZOMBIE_SESSION(false),
  /** The wall clock, an hour either way. */
  CLOCK_JUMP(true),
  REQUESTS_LOST(false),
  ANSWERS_LOST(false),
  DUPLICATES(false),
  DELAYS(false),
  /** Requests arrive again seconds later, over another connection. */
  REPLAYS(false),
  CONNECTION_CUT(false),
  /** Members leave and join all at once. */
  JOIN_STORM(false),
  PARTITIONS_ADDED(false);

  private final boolean certain;

  FaultKind(boolean certain) {
    this.certain = certain;
  }

  /** Whether it happens whenever it is planned, whatever else does. */
  public boolean isCertain() {
    return certain;
  }

  /** As it stands in a history. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
