package dev.waybill.server.transaction;

import dev.waybill.server.protocol.BrokerErrors;
import org.apache.kafka.common.protocol.Errors;

/**
 * The broker's refusals in the words that each version of the transactional requests has for them.
 */
final class TransactionErrors {
  private TransactionErrors() {}

  /**
   * @param firstWithFenced the first version of the request that knows {@code PRODUCER_FENCED}
   * @param firstWithAbortable the first that knows {@code TRANSACTION_ABORTABLE}
   */
  static Errors of(Throwable failure, short version, int firstWithFenced, int firstWithAbortable) {
    Errors error = BrokerErrors.of(failure);
    if (error == Errors.TRANSACTION_ABORTABLE && version < firstWithAbortable) {
      // An older client cannot abort and go on: it begins a new session.
      error = Errors.INVALID_PRODUCER_EPOCH;
    }
    return error == Errors.INVALID_PRODUCER_EPOCH && version >= firstWithFenced
        ? Errors.PRODUCER_FENCED
        : error;
  }
}
