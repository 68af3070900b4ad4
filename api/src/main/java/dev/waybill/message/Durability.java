package dev.waybill.message;

/** How far a message had got when its receipt was written. */
public enum Durability {
  /** Handed over and not awaited: it may be lost by anything. */
  UNCONFIRMED,
  /** Written to the operating system: survives the process, not a power failure. */
  WRITTEN,
  /** The sync that covers it has returned: survives a power failure. */
  SYNCED,
  /** Acknowledged by the in-sync replicas of a cluster; their disks may not have been synced. */
  REPLICATED
}
