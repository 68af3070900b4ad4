package dev.waybill.broker.group;

/**
 * How far a member is on the way to its part of the target assignment; transitions in {@link
 * GroupMachine}.
 */
public enum MemberState {
  /** Holds what its epoch gives it. */
  STABLE,
  /** Was asked to give up partitions and has not confirmed it. */
  UNREVOKED,
  /** Waits for partitions another member has not given up yet. */
  UNRELEASED,
  /**
   * A static member whose process left and is expected back; its partitions are kept for it until
   * its session ends.
   */
  AWAY
}
