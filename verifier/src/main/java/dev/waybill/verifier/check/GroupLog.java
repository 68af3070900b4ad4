package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Promises.GroupPromise;

/** What one group did with one partition. */
final class GroupLog {
  private static final long EVENT = 0xFFFF_FFFFL;
  static final long ACKNOWLEDGED = 1L << 32;
  static final long GIVEN_BACK = 1L << 33;
  static final long LEASED = 1L << 34;
  static final long SETTLED = 1L << 35;

  final int id;
  final String group;
  final GroupPromise promise;
  final Place place;

  /** Offset to the event of its last delivery + 1, and what happened to it. */
  private final PagedLongs slots = new PagedLongs();

  /** The highest position that is certainly committed; -1 for none. */
  long committed = -1;

  /** The highest position that anyone found; -1 for none. */
  long observed = -1;

  /** The last event in which someone found a position. */
  long observedAt = -1;

  /** Where the group began; -1 for not yet. */
  long start = -1;

  /** The last event after which messages may legally come again. */
  long disturbedAt = -1;

  /** The last event in which a member was moved by hand. */
  long soughtAt = -1;

  /** The farthest that a member was moved by hand. */
  long soughtTo = -1;

  /** The lowest that a member was moved by hand; the highest number for never. */
  long soughtBackTo = Long.MAX_VALUE;

  /** Whether handlers' ends were recorded at all. */
  boolean acknowledges;

  GroupLog(int id, String group, GroupPromise promise, Place place) {
    this.id = id;
    this.group = group;
    this.promise = promise;
    this.place = place;
  }

  /** The event of the offset's last delivery; -1 for none. */
  long deliveredAt(long offset) {
    return (slots.get(offset) & EVENT) - 1;
  }

  boolean is(long offset, long mark) {
    return (slots.get(offset) & mark) != 0;
  }

  void mark(long offset, long mark) {
    slots.set(offset, slots.get(offset) | mark);
  }

  void delivered(long offset, long event) {
    slots.set(offset, (slots.get(offset) & ~(EVENT | LEASED)) | (event + 1));
  }

  @Override
  public String toString() {
    return "group " + group + " on " + place;
  }
}
