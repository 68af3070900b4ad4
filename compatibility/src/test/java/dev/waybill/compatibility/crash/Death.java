package dev.waybill.compatibility.crash;

import dev.waybill.compatibility.crash.Work.Stage;
import org.jspecify.annotations.Nullable;

/**
 * One kill, and what it met.
 *
 * @param unacknowledged messages of the publishers that were under way
 * @param transaction where the transactor's open transaction was; null: none was open
 * @param copying copiers with an open transaction
 */
record Death(Moment moment, int unacknowledged, @Nullable Stage transaction, int copying) {

  /** When a server is killed. */
  enum Moment {
    /** Before it serves: its recovery is cut off. */
    STARTING,
    /** As soon as it serves, when every client comes back at once. */
    BORN,
    /** After some acknowledgements. */
    UNDER_LOAD,
    /** After some transactions. */
    BETWEEN_TRANSACTIONS,
    /** After each copier is a member again and has committed a copy. */
    COPYING,
    /** While a transaction has batches. */
    SENT,
    /** While a transaction has batches and positions. */
    STAGED,
    /** While a transaction's end is asked for, perhaps decided, perhaps answered. */
    ENDING
  }
}
