package dev.waybill.kafka.consume;

import dev.waybill.message.TopicPartition;
import java.util.Set;

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

  /** What is ours now. */
  Set<TopicPartition> ours();

  /** To be read no more until resumed, or to be read again. */
  void pause(TopicPartition partition, boolean pause);

  /** It reads from there on. */
  void placed(TopicPartition partition, long offset);

  /** Whether a place was read from before, so that nobody need be asked whether it exists. */
  boolean hasRead(TopicPartition partition, long offset);

  /** Tells the listener nothing from now on; any thread. */
  void silence();

  /** What the listener threw inside a callback, once. */
  void rethrow();
}
