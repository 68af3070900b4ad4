package dev.waybill.kafka.transaction;

import dev.waybill.error.FencedException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.WaybillException;
import org.jspecify.annotations.Nullable;

/**
 * What may be done with a session now.
 *
 * <pre>
 *   READY ── begin ──► OPEN ── commit, abort ──► READY
 *     │                  │
 *     │                  └── fenced, or the answer of an end was lost ──► OVER
 *     └── close ──► CLOSED ◄── close (aborts first) ── OPEN, OVER
 * </pre>
 */
final class Session {

  enum State {
    READY,
    OPEN,
    OVER,
    CLOSED
  }

  private final String transactionalId;
  private volatile State state = State.READY;
  private volatile @Nullable WaybillException over;

  Session(String transactionalId) {
    this.transactionalId = transactionalId;
  }

  State state() {
    return state;
  }

  void is(State now) {
    state = now;
  }

  /** It cannot go on, for that reason. */
  WaybillException over(WaybillException why) {
    state = State.OVER;
    over = why;
    return why;
  }

  void require(State expected, String what) {
    State found = state;
    if (found == expected) {
      return;
    }
    WaybillException why = over;
    String message =
        what
            + " of transactional id "
            + transactionalId
            + ": expected the session "
            + expected
            + ", found it "
            + found
            + "; nothing was done. "
            + switch (found) {
              case READY -> "Begin a transaction first";
              case OPEN -> "Commit or abort the open transaction first";
              case OVER -> "Close this session and open a new one";
              case CLOSED -> "Open a new session";
            };
    throw why instanceof FencedException
        ? new FencedException(message + ". It was fenced: " + why.getMessage(), why)
        : new RejectedException(message, why);
  }
}
