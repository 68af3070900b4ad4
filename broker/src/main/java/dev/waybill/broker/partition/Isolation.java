package dev.waybill.broker.partition;

/** How far a reader may see. */
public enum Isolation {
  /** Synced, and in no open or aborted transaction. */
  READ_COMMITTED,
  /** Synced: what was seen never un-happens. */
  READ_UNCOMMITTED,
  /** Written: soonest, but power loss may take back what was seen. */
  READ_WRITTEN
}
