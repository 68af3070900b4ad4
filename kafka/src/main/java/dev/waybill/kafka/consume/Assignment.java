package dev.waybill.kafka.consume;

/** The partitions that a reader reads, kept in step with the cluster. The polling thread's. */
interface Assignment {

  /**
   * Takes in what came since the last call; a call costs nothing when nothing did.
   *
   * @return whether partitions came
   * @throws dev.waybill.error.RetriableException what came cannot be read yet; it stays on its way
   */
  boolean settle();

  /** Whether something is on its way that {@link #settle} would take in. */
  boolean isUnsettled();

  /** Tells the listener nothing from now on; any thread. */
  void silence();

  /** What the listener threw inside a callback, once. */
  void rethrow();
}
