package dev.waybill.broker.group;

import java.util.Objects;

/**
 * Where a group goes on reading a partition.
 *
 * @param offset the next offset to read, from 0; negative only in {@link #NONE}
 * @param leaderEpoch the leader epoch of the last message read, or {@link #NO_LEADER_EPOCH}
 * @param metadata whatever the committer wants to find again, often empty
 */
public record Position(long offset, int leaderEpoch, String metadata) {
  /** The committer did not say. */
  public static final int NO_LEADER_EPOCH = -1;

  /** Committed to forget where the group was: it goes on where its readers choose. Never stored. */
  public static final Position NONE = new Position(-1, NO_LEADER_EPOCH, "");

  public Position {
    Objects.requireNonNull(metadata, "metadata");
    if (offset < -1) {
      throw new IllegalArgumentException(
          "A position's offset must be 0 or more, or -1 for none, found " + offset);
    }
    if (leaderEpoch < NO_LEADER_EPOCH) {
      throw new IllegalArgumentException(
          "A position's leader epoch must be 0 or more, or -1 for none, found " + leaderEpoch);
    }
  }

  boolean isNone() {
    return offset < 0;
  }

  /** A position of which only the offset is known. */
  public static Position at(long offset) {
    return new Position(offset, NO_LEADER_EPOCH, "");
  }
}
