package dev.waybill.broker.group;

/** What a group as a whole is doing. */
public enum GroupState {
  /** No members; positions may be moved from outside. */
  EMPTY,
  /** Some member has yet to give up or to receive a partition. */
  RECONCILING,
  /** Every member has what the target assignment gives it. */
  STABLE
}
