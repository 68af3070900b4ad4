package dev.waybill.verifier.check;

import org.jspecify.annotations.Nullable;

/**
 * Which anomaly it is that a message is not where it was said to be, at rest. One message, one
 * name:
 *
 * <pre>
 *   its publisher was answered, and
 *     it is at rest at another offset             FALSE_OK
 *     the log ends before its offset              FALSE_OK
 *     something at or after its offset is there   LOST_WRITE
 *     the log goes on and nobody sees anything    UNSEEN
 *   it was delivered to someone, and
 *     something after it is there, no crash since LOST_WRITE
 *     otherwise                                   VOLATILE_READ
 * </pre>
 *
 * <p>It is no anomaly where the publisher may lose, the transaction did not certainly commit, the
 * publish failed, retention or compaction took it, or nobody read the partition to its end. A
 * message that is damaged, in a wrong place, in a torn transaction or whose offset another one
 * holds is there after a fashion: others name that.
 */
final class Absence {
  private static final int THERE_AFTER_A_FASHION =
      Messages.ELSEWHERE | Messages.DAMAGED | Messages.CONTESTED | Messages.FAILED;

  private Absence() {}

  /** Null where nothing is wrong. */
  static @Nullable AnomalyKind of(Ledger ledger, long message) {
    Messages messages = ledger.messages;
    if (messages.is(message, THERE_AFTER_A_FASHION)) {
      return null;
    }
    Place home = ledger.home(message);
    long acked = messages.acked(message);
    if (messages.is(message, Messages.READ)) {
      boolean moved =
          acked >= home.start
              && home.drained
              && !ledger.publisher(message).guarantee.mayLose()
              && !(home.messageAt(acked) == message && home.atRest(acked));
      return moved ? AnomalyKind.FALSE_OK : null;
    }
    boolean answered = messages.is(message, Messages.ACKED);
    boolean delivered = messages.is(message, Messages.DELIVERED);
    if (!(answered || delivered) || !shouldStay(ledger, message, home)) {
      return null;
    }
    long offset = offset(messages, message);
    // Where nobody knows the place, it may be among those that retention took.
    boolean taken = offset >= 0 ? offset < home.start : home.start > 0;
    if (taken || superseded(ledger, message)) {
      return null;
    }
    if (delivered) {
      boolean crashed = ledger.lastCrash > messages.seenAt(message);
      return home.highestRead > offset && !crashed
          ? AnomalyKind.LOST_WRITE
          : AnomalyKind.VOLATILE_READ;
    }
    if (offset >= home.end) {
      return AnomalyKind.FALSE_OK;
    }
    return offset >= 0 && home.highestSeen >= offset ? AnomalyKind.LOST_WRITE : AnomalyKind.UNSEEN;
  }

  private static boolean shouldStay(Ledger ledger, long message, Place home) {
    Transaction transaction = ledger.transactionOf(message);
    boolean committed =
        transaction == Transaction.NONE
            || (transaction.state == Transaction.State.COMMITTED && transaction.visible == 0);
    return home.drained && committed && !ledger.publisher(message).guarantee.mayLose();
  }

  /** Where it was said to be: by its publisher's answer, or else by a reader. */
  static long offset(Messages messages, long message) {
    long acked = messages.acked(message);
    return acked >= 0 ? acked : messages.seen(message);
  }

  /** Whether its topic is compacted, and a later message of its key is there. */
  static boolean superseded(Ledger ledger, long message) {
    Long last = ledger.home(message).lastOfKey.get(ledger.messages.key(message));
    return last != null && last > offset(ledger.messages, message);
  }

  /** Reports every message whose absence has this checker's name. */
  static void report(Inspection checker, String found) {
    Ledger ledger = checker.ledger;
    Messages messages = checker.messages;
    messages.forEach(
        message -> {
          if (of(ledger, message) == checker.kind()) {
            Place home = ledger.home(message);
            long offset = offset(messages, message);
            checker.report(
                message,
                "expected message "
                    + message
                    + " of "
                    + ledger.publisher(message).name
                    + " in "
                    + home
                    + (offset < 0 ? "" : " at offset " + offset)
                    + " at rest, found "
                    + found
                    + "; the log is "
                    + home.start
                    + " to "
                    + home.end,
                messages.invokedAt(message),
                messages.answeredAt(message),
                messages.seenAt(message),
                messages.readAt(message));
          }
        });
  }
}
