package dev.waybill.verifier.check;

import dev.waybill.verifier.history.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction, as far as its owner knows.
 *
 * <pre>
 *   OPEN ──commit asked──► MAYBE ──done──► COMMITTED
 *    │                      │ └─unknown──► MAYBE, for ever
 *    └──────aborted─────────┴─not done───► ABORTED / OPEN
 * </pre>
 */
final class Transaction {
  static final Transaction NONE = new Transaction(Event.NO_TRANSACTION, Actor.NOBODY);

  enum State {
    OPEN,
    /** Its commit was asked for; whether it fell shows only in what is visible. */
    MAYBE,
    COMMITTED,
    ABORTED
  }

  /** A position that counts when the transaction does. */
  record Staged(GroupLog log, long position, long event) {}

  final long number;
  Actor owner;
  State state = State.OPEN;
  long begunAt = -1;
  long commitAskedAt = -1;
  long endedAt = -1;

  /** Messages that were sent in it, and how many of them are visible at rest. */
  int outputs;

  int visible;

  @Nullable List<Staged> positions;

  Transaction(long number, Actor owner) {
    this.number = number;
    this.owner = owner;
  }

  boolean mayBeVisible() {
    return state == State.MAYBE || state == State.COMMITTED;
  }

  List<Staged> positions() {
    return positions == null ? List.of() : positions;
  }

  void stage(Staged staged) {
    if (positions == null) {
      positions = new ArrayList<>(2);
    }
    positions.add(staged);
  }

  void unstage(GroupLog log, long position) {
    if (positions != null) {
      positions.removeIf(staged -> staged.log() == log && staged.position() == position);
    }
  }

  @Override
  public String toString() {
    return "transaction " + number;
  }
}
