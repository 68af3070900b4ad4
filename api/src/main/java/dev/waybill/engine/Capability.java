package dev.waybill.engine;

/** One thing an engine may be able to do. */
public enum Capability {
  /** Publishes without waiting for anything. */
  PUBLISH_UNCONFIRMED,
  /** Acknowledges when written, before it is synced. */
  PUBLISH_WRITTEN,
  /** Acknowledges after a sync: survives a power failure of the machine. */
  PUBLISH_SYNCED,
  /** Acknowledges after the in-sync replicas have it; their disks may lag. */
  PUBLISH_REPLICATED,
  /** Removes a publisher's own repeats within its session. */
  IDEMPOTENT_PUBLISH,
  /** Several partitions, all or nothing. */
  TRANSACTIONS,
  /** Positions of a group inside a transaction. */
  POSITIONS_IN_TRANSACTION,
  /** Groups that share out partitions, with committed positions. */
  GROUPS,
  /** Reading without a group, from now on. */
  BROADCAST,
  /** Looking up an offset by time. */
  SEEK_BY_TIME
}
