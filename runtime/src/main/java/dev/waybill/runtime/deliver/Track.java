package dev.waybill.runtime.deliver;

import dev.waybill.message.TopicPartition;

/**
 * One assigned partition, from its assignment until it is revoked, lost, or left by a seek.
 *
 * <p>Owned by the loop thread; {@link #retired} alone may be read by others.
 */
class Track {

  /** No position is known. */
  static final long UNKNOWN = -1;

  private final TopicPartition partition;
  private volatile boolean retired;
  private boolean pausedInEngine;
  private long committed;

  /**
   * @param committed the group's committed position, or {@link #UNKNOWN}
   */
  Track(TopicPartition partition, long committed) {
    this.partition = partition;
    this.committed = committed;
  }

  final TopicPartition partition() {
    return partition;
  }

  /** Its messages are nobody's business here any more: another member's, or left by a seek. */
  final boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
  }

  /**
   * Where delivery would begin again without a loss; {@link #UNKNOWN} before the first delivery.
   */
  long position() {
    return committed;
  }

  /** Whether more messages may be fetched. */
  boolean hasRoom(long nowNanos) {
    return true;
  }

  /** Whether everything below that offset is settled, and committed where there is a group. */
  boolean reached(long offset, boolean inGroup) {
    return committed >= offset;
  }

  final long committed() {
    return committed;
  }

  final void committed(long position) {
    committed = position;
  }

  final boolean pausedInEngine() {
    return pausedInEngine;
  }

  final void pausedInEngine(boolean paused) {
    pausedInEngine = paused;
  }
}
