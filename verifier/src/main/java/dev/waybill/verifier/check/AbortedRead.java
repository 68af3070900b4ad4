package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;

/**
 * A reader of committed messages saw one that it must never see: its transaction aborted, or nobody
 * had asked for its commit yet, or its publish had definitely failed.
 *
 * <p>Legal: readers of uncommitted messages see them all. A commit that was asked for may have
 * happened whatever its answer was, unless the answer was that it did not. What is read at rest was
 * read by a reader of committed messages.
 *
 * <p>A failed publish that is in the log at rest is {@link FalseFailure}'s; here is one that a
 * consumer saw and that is not in the log.
 */
final class AbortedRead extends Inspection {
  /** Messages that were reported as they were delivered. */
  private final PagedLongs reported = new PagedLongs();

  AbortedRead(Ledger ledger, Findings findings) {
    super(AnomalyKind.ABORTED_READ, ledger, findings);
  }

  /** Before a commit was asked for, no reader of committed messages may see any of it. */
  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.Delivered delivered
        && ledger.inPlace()
        && ledger.log().promise.committedOnly()) {
      long message = delivered.message();
      Transaction transaction = ledger.transactionOf(message);
      if (transaction != Transaction.NONE
          && !transaction.mayBeVisible()
          && reported.get(message) == 0) {
        reported.set(message, 1);
        report(
            message,
            "expected message %d to be hidden until %s commits, found it delivered to %s; it is %s"
                .formatted(message, transaction, ledger.log(), transaction.state),
            messages.invokedAt(message),
            transaction.endedAt,
            recorded.number());
      }
    }
  }

  @Override
  public void finish() {
    messages.forEach(
        message -> {
          boolean delivered = messages.is(message, Messages.DELIVERED_COMMITTED);
          boolean read = messages.is(message, Messages.READ);
          Transaction transaction = ledger.transactionOf(message);
          boolean aborted =
              (delivered || read) && transaction != Transaction.NONE && !transaction.mayBeVisible();
          boolean failed = delivered && !read && messages.is(message, Messages.FAILED);
          if ((aborted || failed) && reported.get(message) == 0) {
            report(
                message,
                "expected nobody to see message %d, found it in %s though %s"
                    .formatted(
                        message,
                        ledger.home(message),
                        aborted ? transaction + " is " + transaction.state : "its publish failed"),
                messages.answeredAt(message),
                messages.seenAt(message),
                transaction.endedAt);
          }
        });
  }
}
