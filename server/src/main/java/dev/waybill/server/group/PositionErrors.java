package dev.waybill.server.group;

import dev.waybill.server.protocol.BrokerErrors;
import org.apache.kafka.common.protocol.Errors;

/** Refusals of positions, in the words that answers about positions have. */
final class PositionErrors {
  private PositionErrors() {}

  /**
   * Whatever is wrong with a member's epoch is stale here: only a heartbeat's answer may tell the
   * member that it is fenced, and clients know no other word for it in this place.
   */
  static Errors of(Throwable failure) {
    Errors error = BrokerErrors.of(failure);
    return error == Errors.FENCED_MEMBER_EPOCH ? Errors.STALE_MEMBER_EPOCH : error;
  }
}
