package dev.waybill.verifier.check;

/**
 * A publisher was told that its message is definitely not stored, and it is.
 *
 * <p>Legal: after an unknown outcome, or if the application sent it again. A message of a
 * transaction that failed and is visible is judged with its transaction first: {@link AbortedRead}.
 */
final class FalseFailure extends Inspection {
  FalseFailure(Ledger ledger, Findings findings) {
    super(AnomalyKind.FALSE_FAILURE, ledger, findings);
  }

  @Override
  public void finish() {
    messages.forEach(
        message -> {
          if (messages.is(message, Messages.FAILED) && isThere(message)) {
            report(
                message,
                "expected no message %d, whose publish failed, found it in %s at offset %d"
                    .formatted(message, ledger.home(message), messages.seen(message)),
                messages.invokedAt(message),
                messages.answeredAt(message),
                messages.seenAt(message));
          }
        });
  }

  /** At rest, or for a reader of uncommitted messages, who sees the log as it is. */
  private boolean isThere(long message) {
    Transaction transaction = ledger.transactionOf(message);
    if (messages.is(message, Messages.READ)) {
      return transaction == Transaction.NONE || transaction.mayBeVisible();
    }
    return transaction == Transaction.NONE
        && messages.is(message, Messages.DELIVERED)
        && !messages.is(message, Messages.DELIVERED_COMMITTED);
  }
}
