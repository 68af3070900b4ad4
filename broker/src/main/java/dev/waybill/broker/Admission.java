package dev.waybill.broker;

import dev.waybill.broker.core.AppendRequest;
import dev.waybill.broker.core.Backlog;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;

/**
 * The door for appends, on their publishers' threads: whoever does not fit is turned away before
 * anything waits for the disk.
 *
 * <pre>
 *   append --> space on the disk? --> room in the backlog? --> reserved, on to the core
 *                  | DISK_FULL             | BACKPRESSURE
 * </pre>
 */
record Admission(DiskSpace space, Backlog backlog) {

  /**
   * Reserves the request's bytes in the backlog.
   *
   * @throws BrokerException retriable; nothing was reserved
   */
  void admit(AppendRequest request) {
    if (!space.admits(request.bytes())) {
      throw diskFull(request);
    }
    if (!backlog.tryReserve(request.bytes())) {
      throw backpressure(request);
    }
  }

  private BrokerException diskFull(AppendRequest request) {
    return new BrokerException(
        ErrorCode.DISK_FULL,
        "The disk is nearly full: expected at least "
            + space.reserve()
            + " bytes free, found "
            + space.usable()
            + ". The append to "
            + request.partition()
            + " was refused and nothing was stored. Free some space or shorten the retention, then"
            + " try again.");
  }

  private BrokerException backpressure(AppendRequest request) {
    return new BrokerException(
        ErrorCode.BACKPRESSURE,
        "The disk is behind: expected at most "
            + backlog.maxBytes()
            + " bytes to wait for it, found "
            + backlog.bytes()
            + " with "
            + request.bytes()
            + " more for "
            + request.partition()
            + ". Nothing was stored; wait for room, then try again.");
  }
}
