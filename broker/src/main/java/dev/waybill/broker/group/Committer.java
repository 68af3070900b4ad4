package dev.waybill.broker.group;

import java.util.Objects;

/**
 * Who wants to move positions.
 *
 * @param memberId the member, empty for someone outside the group
 * @param memberEpoch the epoch the member believes to have, {@value #NO_EPOCH} for someone outside
 *     the group
 */
public record Committer(String memberId, int memberEpoch) {
  private static final int NO_EPOCH = -1;

  /** Someone who assigned partitions to itself; may commit only while the group has no members. */
  public static final Committer OUTSIDE = new Committer("", NO_EPOCH);

  public Committer {
    Objects.requireNonNull(memberId, "memberId");
  }

  boolean isOutside() {
    return memberEpoch < 0;
  }
}
