package dev.waybill.broker.group;

import java.util.Objects;

/**
 * Where a group goes on reading a partition.
 *
 * @param offset the next offset to read, from 0
 * @param leaderEpoch the leader epoch of the last message read, or {@link #NO_LEADER_EPOCH}
 * @param metadata whatever the committer wants to find again, often empty
 */
public record Position(long offset, int leaderEpoch, String metadata) {
  /** The committer did not say. */
  public static final int NO_LEADER_EPOCH = -1;

  public Position {
    Objects.requireNonNull(metadata, "metadata");
    if (offset < 0) {
      throw new IllegalArgumentException("A position's offset must be 0 or more, found " + offset);
    }
    if (leaderEpoch < NO_LEADER_EPOCH) {
      throw new IllegalArgumentException(
          "A position's leader epoch must be 0 or more, or -1 for none, found " + leaderEpoch);
    }
  }

  /** A position of which only the offset is known. */
  public static Position at(long offset) {
    return new Position(offset, NO_LEADER_EPOCH, "");
  }
}
