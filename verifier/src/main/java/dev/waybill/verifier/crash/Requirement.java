package dev.waybill.verifier.crash;

import dev.waybill.verifier.check.AnomalyKind;
import dev.waybill.verifier.check.Finding;
import dev.waybill.verifier.crash.Ledger.Attempt;
import dev.waybill.verifier.crash.Ledger.Bounds;
import dev.waybill.verifier.crash.Ledger.Decision;
import dev.waybill.verifier.crash.Ledger.Status;
import dev.waybill.verifier.crash.Ledger.Swap;
import dev.waybill.verifier.crash.Ledger.Transaction;
import dev.waybill.verifier.history.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What must hold of every disk that a crash at one instant may leave. Immutable. */
public final class Requirement {
  private static final long NO_POSITION = -1;

  private final long version;
  private final Map<String, Attempt> attempts;
  private final Map<String, Transaction> transactions;
  private final Map<String, Bounds> positions;
  private final Set<String> dense;
  private final @Nullable Swap swap;

  Requirement(
      long version,
      Map<String, Attempt> attempts,
      Map<String, Transaction> transactions,
      Map<String, Bounds> positions,
      Set<String> dense,
      @Nullable Swap swap) {
    this.version = version;
    this.attempts = attempts;
    this.transactions = transactions;
    this.positions = positions;
    this.dense = dense;
    this.swap = swap;
  }

  /** Two requirements of one ledger with the same version accept the same earlier disks. */
  long version() {
    return version;
  }

  /** What is wrong with what was found; empty when nothing is. */
  public List<Finding> check(Contents found) {
    List<Finding> findings = new ArrayList<>();
    Set<String> shown = new HashSet<>();
    found.places().forEach((place, values) -> checkPlace(place, values, shown, findings));
    attempts.forEach(
        (value, attempt) -> {
          if (attempt.status() == Status.MUST_BE
              && attempt.transaction() == null
              && !shown.contains(value)) {
            add(
                findings,
                AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE,
                "\"" + value + "\" was acknowledged in " + attempt.place() + " and is not there");
          }
        });
    checkSwap(shown, findings);
    transactions.forEach(
        (name, transaction) ->
            checkTransaction(name, transaction, shown, found.positions(), findings));
    positions.forEach((name, bounds) -> checkPosition(name, bounds, found.positions(), findings));
    return findings;
  }

  private void checkPlace(
      String place, SortedMap<Long, String> values, Set<String> shown, List<Finding> findings) {
    values.forEach(
        (offset, value) -> {
          Attempt attempt = attempts.get(value);
          String here = "\"" + value + "\" at offset " + offset + " of " + place;
          if (attempt == null) {
            add(findings, AnomalyKind.PHANTOM, here + " was never written");
          } else if (!attempt.place().equals(place)) {
            add(findings, AnomalyKind.MISROUTED, here + " belongs to " + attempt.place());
          } else if (attempt.offset() != Ledger.ANY_OFFSET && attempt.offset() != offset) {
            add(
                findings,
                AnomalyKind.INCONSISTENT_OFFSET,
                here + " was written at offset " + attempt.offset());
          } else if (attempt.status() == Status.GONE) {
            add(findings, AnomalyKind.PHANTOM, here + " had been deleted for good");
          }
          if (!shown.add(value)) {
            add(findings, AnomalyKind.DUPLICATE_RECORD, here + " is there twice");
          }
        });
    if (dense.contains(place)
        && !values.isEmpty()
        && values.lastKey() - values.firstKey() + 1 != values.size()) {
      add(findings, AnomalyKind.LOST_WRITE, place + " has gaps: " + values.keySet());
    }
  }

  private void checkSwap(Set<String> shown, List<Finding> findings) {
    Swap current = swap;
    if (current == null) {
      return;
    }
    boolean before = shown.containsAll(current.before());
    boolean after = shown.containsAll(current.after());
    if (before == after || shown.size() != (before ? current.before() : current.after()).size()) {
      add(
          findings,
          AnomalyKind.TORN_TRANSACTION,
          "expected all of "
              + current.before()
              + " or all of "
              + current.after()
              + ", found "
              + shown);
    }
  }

  private static void checkTransaction(
      String name,
      Transaction transaction,
      Set<String> shown,
      SortedMap<String, Long> found,
      List<Finding> findings) {
    long visible = transaction.values().stream().filter(shown::contains).count();
    int all = transaction.values().size();
    if (visible > 0 && visible < all) {
      add(
          findings,
          AnomalyKind.TORN_TRANSACTION,
          "transaction " + name + ": " + visible + " of " + all + " messages are visible");
      return;
    }
    boolean whole = visible > 0;
    Decision decision = transaction.decision();
    if (whole && (decision == Decision.OPEN || decision == Decision.ABORTED)) {
      add(findings, AnomalyKind.ABORTED_READ, "transaction " + name + " is visible: " + decision);
    }
    if (!whole && decision == Decision.COMMITTED) {
      add(
          findings,
          AnomalyKind.ACKNOWLEDGED_BEFORE_DURABLE,
          "transaction " + name + " was answered as committed, and nothing of it is visible");
    }
    boolean moved =
        found.getOrDefault(transaction.positionName(), NO_POSITION) == transaction.position();
    if (moved != whole) {
      add(
          findings,
          AnomalyKind.POSITION_OUTPUT_SPLIT,
          "transaction "
              + name
              + ": outputs "
              + (whole ? "visible" : "invisible")
              + ", position "
              + (moved ? "moved" : "not moved"));
    }
  }

  private static void checkPosition(
      String name, Bounds bounds, SortedMap<String, Long> found, List<Finding> findings) {
    long position = found.getOrDefault(name, NO_POSITION);
    if (position < bounds.committed() || position > bounds.attempted()) {
      add(
          findings,
          AnomalyKind.POSITION_REGRESSION,
          "position "
              + name
              + ": expected "
              + bounds.committed()
              + " to "
              + bounds.attempted()
              + ", found "
              + position);
    }
  }

  private static void add(List<Finding> findings, AnomalyKind kind, String what) {
    findings.add(new Finding(kind, what, Event.NO_MESSAGE, List.of()));
  }
}
