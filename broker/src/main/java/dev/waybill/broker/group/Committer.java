package dev.waybill.broker.group;

import java.util.Objects;
import java.util.Optional;

/**
 * Who wants to move positions.
 *
 * @param memberId the member, empty for someone outside the group
 * @param memberEpoch the epoch the member believes to have, in a group of the classic protocol its
 *     generation; {@value #NO_EPOCH} for someone outside the group
 * @param instanceId the name that survives the process, when the committer says that it is a static
 *     member of the classic protocol
 */
public record Committer(String memberId, int memberEpoch, Optional<String> instanceId) {
  private static final int NO_EPOCH = -1;

  /** Someone who assigned partitions to itself; may commit only while the group has no members. */
  public static final Committer OUTSIDE = new Committer("", NO_EPOCH);

  public Committer {
    Objects.requireNonNull(memberId, "memberId");
    Objects.requireNonNull(instanceId, "instanceId");
  }

  /** A member that does not say whether it is static. */
  public Committer(String memberId, int memberEpoch) {
    this(memberId, memberEpoch, Optional.empty());
  }

  boolean isOutside() {
    return memberEpoch < 0;
  }
}
