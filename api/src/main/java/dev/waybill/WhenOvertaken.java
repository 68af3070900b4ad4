package dev.waybill;

/**
 * What a subscription does when retention deleted messages before they were delivered to it. Either
 * way the log says which.
 */
public enum WhenOvertaken {
  /** It goes on with the oldest message kept. */
  SKIP,
  /**
   * It fails before anything behind the gap is delivered, and its position stays before the gap.
   * Move the group ({@link dev.waybill.admin.Groups#reset}) to go on.
   */
  STOP
}
