package dev.waybill.broker.topic;

/** What becomes of a topic's old messages. */
public enum CleanupPolicy {
  /** They go when they are too old or too many: see {@link Retention}. */
  DELETE,
  /** Of every key the latest stays, the others go: see {@link Compaction}. */
  COMPACT,
  /** Both: the latest of a key goes too when it is too old or there are too many. */
  COMPACT_AND_DELETE;

  /** Whether messages go for their age, or for the partition's size. */
  public boolean deletes() {
    return this != COMPACT;
  }

  /** Whether messages go because a later one has the same key. */
  public boolean compacts() {
    return this != DELETE;
  }
}
