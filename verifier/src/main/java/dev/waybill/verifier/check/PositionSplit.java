package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;

/**
 * A transaction's outputs are visible and its positions are not committed, or the reverse.
 *
 * <p>Whether positions were committed shows in where the group's readers began afterwards: a
 * position that was found at or past the staged one says that it was, or that another commit went
 * as far.
 *
 * <p>Legal: after an unknown end either both or neither. Nothing is said where no reader asked for
 * the position after the transaction ended, where a member was moved by hand, or where the outputs'
 * partitions were not read to their end.
 */
final class PositionSplit extends Inspection {
  PositionSplit(Ledger ledger, Findings findings) {
    super(AnomalyKind.POSITION_OUTPUT_SPLIT, ledger, findings);
  }

  /** Per partition of a group, how far commits went that are not in question. */
  private final Map<GroupLog, Long> others = new HashMap<>();

  private final Map<Transaction, Long> outputs = new HashMap<>();

  @Override
  void look(Recorded recorded, Event event) {
    if (event instanceof Event.CommitInvoked commit
        && commit.transaction() == Event.NO_TRANSACTION) {
      others.merge(ledger.log(), commit.position(), Math::max);
    }
  }

  @Override
  public void finish() {
    messages.forEach(
        message -> {
          Transaction transaction = ledger.transactionOf(message);
          if (transaction.positions != null && judged(message)) {
            outputs.merge(transaction, message, (a, b) -> messages.is(a, Messages.READ) ? a : b);
          }
        });
    for (Transaction transaction : ledger.transactions()) {
      if (transaction.visible > 0 || (transaction.outputs == 0 && transaction.mayBeVisible())) {
        for (Transaction.Staged staged : transaction.positions()) {
          others.merge(staged.log(), staged.position(), Math::max);
        }
      }
    }
    outputs.forEach(this::check);
  }

  /** An output that shows whether its transaction is visible. */
  private boolean judged(long message) {
    Place home = ledger.home(message);
    return messages.is(message, Messages.READ)
        || (messages.is(message, Messages.ACKED)
            && home.drained
            && messages.acked(message) >= home.start
            && !Absence.superseded(ledger, message));
  }

  private void check(Transaction transaction, long message) {
    boolean visible = transaction.visible > 0;
    for (Transaction.Staged staged : transaction.positions()) {
      GroupLog log = staged.log();
      boolean asked =
          log.observedAt > Math.max(transaction.endedAt, transaction.commitAskedAt)
              && log.observedAt > staged.event()
              && log.soughtAt < 0;
      if (!asked) {
        continue;
      }
      boolean positionMissing =
          visible && transaction.mayBeVisible() && log.observed < staged.position();
      boolean outputMissing =
          !visible
              && transaction.state != Transaction.State.COMMITTED
              && log.observed >= staged.position()
              && others.getOrDefault(log, -1L) < staged.position()
              && log.observed == staged.position();
      if (positionMissing || outputMissing) {
        report(
            message,
            "expected outputs and positions of %s together, found message %d %s and %s at position %d of %d"
                .formatted(
                    transaction,
                    message,
                    visible ? "visible" : "invisible",
                    log,
                    log.observed,
                    staged.position()),
            staged.event(),
            transaction.endedAt,
            visible ? messages.readAt(message) : messages.answeredAt(message),
            log.observedAt);
      }
    }
  }
}
