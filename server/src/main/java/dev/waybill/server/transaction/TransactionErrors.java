package dev.waybill.server.transaction;

import dev.waybill.server.protocol.BrokerErrors;
import org.apache.kafka.common.protocol.Errors;

/**
 * The broker's refusals in the words that each version of one transactional request has for them.
 *
 * @param firstWithFenced the first version that knows {@code PRODUCER_FENCED}
 * @param firstWithAbortable the first that knows {@code TRANSACTION_ABORTABLE}
 * @param abortableBefore what older clients take for a reason to abort and go on, not to give up
 */
record TransactionErrors(int firstWithFenced, int firstWithAbortable, Errors abortableBefore) {
  /** For a request that has no word for it in any version. */
  static final int NEVER = Integer.MAX_VALUE;

  /**
   * @throws RuntimeException the failure, when it is a defect: the server logs it and answers
   */
  Errors of(Throwable failure, short version) {
    if (BrokerErrors.isUnexpected(failure)) {
      throw BrokerErrors.exception(failure);
    }
    Errors error = BrokerErrors.of(failure);
    return switch (error) {
      case INVALID_PRODUCER_EPOCH -> version >= firstWithFenced ? Errors.PRODUCER_FENCED : error;
      case TRANSACTION_ABORTABLE -> version >= firstWithAbortable ? error : abortableBefore;
      // Of a coordinator, clients of every age understand this one, and ask again.
      case REQUEST_TIMED_OUT, NOT_LEADER_OR_FOLLOWER, NOT_ENOUGH_REPLICAS, KAFKA_STORAGE_ERROR ->
          Errors.COORDINATOR_NOT_AVAILABLE;
      default -> error;
    };
  }
}
