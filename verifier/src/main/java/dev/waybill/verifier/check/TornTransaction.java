package dev.waybill.verifier.check;

import java.util.HashMap;
import java.util.Map;

/**
 * At rest, some of a transaction's messages are visible and some are not.
 *
 * <p>Legal: all or nothing. After an unknown end either will do, and what is visible says which. A
 * message of it whose publish failed or has an unknown outcome may be missing; what retention or
 * compaction took is not missing. A transaction that aborted and is visible even so is {@link
 * AbortedRead}'s; one that committed and is invisible as a whole is {@link LostWrite}'s.
 */
final class TornTransaction extends Inspection {
  private static final int THERE_AFTER_A_FASHION =
      Messages.READ | Messages.ELSEWHERE | Messages.DAMAGED | Messages.CONTESTED | Messages.FAILED;

  TornTransaction(Ledger ledger, Findings findings) {
    super(AnomalyKind.TORN_TRANSACTION, ledger, findings);
  }

  @Override
  public void finish() {
    Map<Transaction, Long> visible = new HashMap<>();
    Map<Transaction, Long> missing = new HashMap<>();
    messages.forEach(
        message -> {
          Transaction transaction = ledger.transactionOf(message);
          if (transaction.visible > 0
              && transaction.visible < transaction.outputs
              && transaction.mayBeVisible()) {
            if (messages.is(message, Messages.READ)) {
              visible.putIfAbsent(transaction, message);
            } else if (isMissing(message)) {
              missing.putIfAbsent(transaction, message);
            }
          }
        });
    missing.forEach(
        (transaction, message) -> {
          long other = visible.getOrDefault(transaction, message);
          report(
              message,
              "expected all of %s to be visible or nothing, found message %d in %s and no message %d in %s"
                  .formatted(transaction, other, ledger.home(other), message, ledger.home(message)),
              messages.answeredAt(message),
              transaction.endedAt,
              messages.readAt(other));
        });
  }

  private boolean isMissing(long message) {
    Place home = ledger.home(message);
    return messages.is(message, Messages.ACKED)
        && !messages.is(message, THERE_AFTER_A_FASHION)
        && home.drained
        && messages.acked(message) >= home.start
        && !Absence.superseded(ledger, message);
  }
}
