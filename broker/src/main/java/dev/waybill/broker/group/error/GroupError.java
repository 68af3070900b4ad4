package dev.waybill.broker.group.error;

/** Why a group refused a command. A refused command changes nothing and writes nothing. */
public enum GroupError {
  /**
   * The member is not in the group: it never joined, left, expired, or the broker restarted. It
   * rejoins with epoch 0.
   */
  UNKNOWN_MEMBER,
  /**
   * The member's epoch is not one this group would have given it. It drops its partitions and
   * rejoins with epoch 0.
   */
  FENCED_MEMBER_EPOCH,
  /**
   * The epoch is behind and the partition may have changed hands since. The member heartbeats, then
   * tries again.
   */
  STALE_EPOCH,
  /** The member does not hold the partition whose position it wants to move. */
  NOT_OWNER,
  /** Another process runs under the same instance id; this one was replaced. */
  FENCED_INSTANCE_ID,
  /** The instance id belongs to a member that is still alive. */
  UNRELEASED_INSTANCE_ID,
  /** The command needs a group without members. */
  GROUP_NOT_EMPTY,
  /** The command needs positions no open transaction is about to move. */
  PENDING_TRANSACTION,
  /** No such group. */
  UNKNOWN_GROUP,
  /** The group's name is empty or too long. */
  INVALID_GROUP,
  /** A field of the request cannot be accepted as it is. */
  INVALID_REQUEST,
  /** The broker does not know the assignor the member asks for. */
  UNSUPPORTED_ASSIGNOR,
  /** The group has as many members as the settings allow. */
  GROUP_FULL,
  /** The topic does not exist or has fewer partitions. */
  UNKNOWN_PARTITION,
  /** The metadata of a position is longer than the settings allow. */
  METADATA_TOO_LARGE,
  /**
   * The generation is not the group's present one (classic protocol). The member rejoins with its
   * id.
   */
  ILLEGAL_GENERATION,
  /** A new generation is being made (classic protocol). The member joins it. */
  REBALANCE_IN_PROGRESS,
  /** The group speaks another protocol than the one asked for. */
  INCONSISTENT_PROTOCOL,
  /** The session timeout is outside of what the settings allow (classic protocol). */
  INVALID_SESSION_TIMEOUT
}
