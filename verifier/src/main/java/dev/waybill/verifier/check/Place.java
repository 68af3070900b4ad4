package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import java.util.HashMap;
import java.util.Map;

/**
 * A partition, and which message is said to be at which offset: by a publisher's answer, a
 * consumer's delivery, or the reading at rest.
 */
final class Place {
  static final Place NOWHERE = new Place(0, "", Event.UNKNOWN_PARTITION);
  private static final long EVENT = 0xFFFF_FFFFL;
  private static final long SIGHTED = 1L << 32;
  private static final long AT_REST = 1L << 33;

  final int id;
  final String topic;
  final int partition;

  /** Offset to message + 1: who was last said to be there. */
  final PagedLongs messages = new PagedLongs();

  /** Offset to the event that said so + 1, and whether a reader said it. */
  private final PagedLongs claims = new PagedLongs();

  /** Read at rest, from its start to its end. */
  boolean drained;

  long start;
  long end;

  /** The highest offset that anyone read; -1 for none. */
  long highestSeen = -1;

  /** The highest that was read at rest; -1 for none. */
  long highestRead = -1;

  /** Where the topic is compacted: the last offset read at rest, by key. */
  final Map<Long, Long> lastOfKey = new HashMap<>();

  Place(int id, String topic, int partition) {
    this.id = id;
    this.topic = topic;
    this.partition = partition;
  }

  /** {@link Event#NO_MESSAGE} for none. */
  long messageAt(long offset) {
    return messages.get(offset) - 1;
  }

  /** The event that said last who is there; -1 for none. */
  long claimedAt(long offset) {
    return (claims.get(offset) & EVENT) - 1;
  }

  /** Whether a reader found it there. */
  boolean sighted(long offset) {
    return (claims.get(offset) & SIGHTED) != 0;
  }

  /** Whether it was still there at rest. */
  boolean atRest(long offset) {
    return (claims.get(offset) & AT_REST) != 0;
  }

  void claim(long offset, long message, long event, boolean sighted, boolean atRest) {
    long before = messageAt(offset) == message ? (claims.get(offset) & ~EVENT) : 0;
    messages.set(offset, message + 1);
    claims.set(
        offset, before | (event + 1) | (sighted ? SIGHTED : 0) | (atRest ? SIGHTED | AT_REST : 0));
  }

  @Override
  public String toString() {
    return topic + "/" + (partition == Event.UNKNOWN_PARTITION ? "?" : partition);
  }
}
