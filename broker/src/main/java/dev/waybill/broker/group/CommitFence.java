package dev.waybill.broker.group;

import dev.waybill.broker.group.error.GroupError;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.topic.TopicPartition;
import java.util.Collection;
import java.util.Optional;

/**
 * Keeps positions from those who no longer own the partition.
 *
 * <p>A member may move the position of a partition it holds, or is about to give up, with any epoch
 * since it was given that partition. Asking for the newest epoch instead would refuse honest
 * members in every rebalance, and asking for no more than membership would let a delayed commit
 * overtake the next owner's.
 */
final class CommitFence {
  private CommitFence() {}

  static void check(Group group, Committer by, Collection<TopicPartition> partitions) {
    if (by.isOutside() && group.members().isEmpty()) {
      return;
    }
    Member member = checkMember(group, by);
    for (TopicPartition partition : partitions) {
      Optional<Integer> grantedAt = member.grantEpoch(partition);
      if (grantedAt.isEmpty()) {
        throw new GroupException(
            GroupError.NOT_OWNER,
            "Member \""
                + member.id()
                + "\" of group \""
                + group.name()
                + "\" does not hold "
                + partition
                + "; it may belong to another member by now. No position was moved; stop reading it and heartbeat.");
      }
      if (by.memberEpoch() < grantedAt.get()) {
        throw stale(
            group, member, by, "at least " + grantedAt.get() + ", when it got " + partition);
      }
    }
  }

  /** The member {@code by} claims to be, when its epoch is one it may still use for something. */
  static Member checkMember(Group group, Committer by) {
    Member member = group.members().get(by.memberId());
    if (member == null) {
      throw new GroupException(
          GroupError.UNKNOWN_MEMBER,
          by.isOutside()
              ? "Group \""
                  + group.name()
                  + "\" has "
                  + group.members().size()
                  + " members, so only they move its positions. No position was moved; stop them first, or join."
              : "Group \""
                  + group.name()
                  + "\" has no member \""
                  + by.memberId()
                  + "\": it left, expired, or the broker restarted. No position was moved; drop all partitions and rejoin.");
    }
    if (member.state() == MemberState.AWAY || by.memberEpoch() > member.epoch()) {
      throw new GroupException(
          GroupError.FENCED_MEMBER_EPOCH,
          "Member \""
              + member.id()
              + "\" of group \""
              + group.name()
              + "\" has epoch "
              + member.epoch()
              + " and state "
              + member.state()
              + ", found epoch "
              + by.memberEpoch()
              + ". No position was moved; drop all partitions and rejoin.");
    }
    if (by.isOutside()) {
      throw stale(group, member, by, String.valueOf(member.epoch()));
    }
    return member;
  }

  private static GroupException stale(Group group, Member member, Committer by, String expected) {
    return new GroupException(
        GroupError.STALE_EPOCH,
        "Member \""
            + member.id()
            + "\" of group \""
            + group.name()
            + "\" sent epoch "
            + by.memberEpoch()
            + ", expected "
            + expected
            + ". No position was moved; heartbeat, and commit again what is still assigned.");
  }
}
