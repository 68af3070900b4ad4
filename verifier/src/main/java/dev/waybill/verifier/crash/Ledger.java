package dev.waybill.verifier.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a write path has attempted, and what it was promised. Values are unique: a value is never
 * written twice. One thread.
 *
 * <pre>
 *   attempt ──► may be there ── acknowledged ──► must be there
 *                    │                                │
 *                    └───── mayGo ──► may be there ───┘ ── gone ──► must not be there
 * </pre>
 */
public final class Ledger {
  /** What is true of a value now. */
  enum Status {
    MAY_BE,
    MUST_BE,
    GONE
  }

  /** How far a transaction has come. */
  enum Decision {
    OPEN,
    COMMIT_ASKED,
    COMMITTED,
    ABORTED
  }

  static final long ANY_OFFSET = -1;

  record Attempt(String place, long offset, Status status, @Nullable String transaction) {}

  /** Either all of the one or all of the other must be there. */
  record Swap(List<String> before, List<String> after) {}

  record Transaction(List<String> values, Decision decision, String positionName, long position) {}

  record Bounds(long committed, long attempted) {}

  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, Transaction> transactions = new TreeMap<>();
  private final Map<String, Bounds> positions = new TreeMap<>();
  private final Set<String> dense = new TreeSet<>();
  private @Nullable Swap swap;
  private @Nullable Requirement latest;
  private long version;

  /** In this place no offset between the first and the last may be missing. */
  public void dense(String place) {
    dense.add(place);
    changed(true);
  }

  /** A value is about to be written; {@code offset} may be {@link #ANY_OFFSET}. */
  public void attempt(String place, long offset, String value) {
    attempts.put(value, new Attempt(place, offset, Status.MAY_BE, null));
    changed(false);
  }

  /** The same in a transaction, which shows all of its values or none. */
  public void attempt(String place, String value, String transaction) {
    attempts.put(value, new Attempt(place, ANY_OFFSET, Status.MAY_BE, transaction));
    Transaction old = transaction(transaction);
    List<String> values = new ArrayList<>(old.values);
    values.add(value);
    transactions.put(
        transaction, new Transaction(values, old.decision, old.positionName, old.position));
    changed(true);
  }

  /** It is promised to be there, at that offset, whatever happens. */
  public void acknowledged(String value, long offset) {
    Attempt old = attempt(value);
    attempts.put(value, new Attempt(old.place, offset, Status.MUST_BE, old.transaction));
    changed(true);
  }

  /** The same for everything that was attempted in a place. */
  public void acknowledgedAll(String place) {
    attempts.replaceAll(
        (value, old) ->
            old.place.equals(place) && old.status == Status.MAY_BE
                ? new Attempt(place, old.offset, Status.MUST_BE, old.transaction)
                : old);
    changed(true);
  }

  /** It is about to be removed. */
  public void mayGo(String value) {
    set(value, Status.MAY_BE);
  }

  /** It is promised never to be seen again. */
  public void gone(String value) {
    set(value, Status.GONE);
  }

  private void set(String value, Status status) {
    Attempt old = attempt(value);
    attempts.put(value, new Attempt(old.place, old.offset, status, old.transaction));
    changed(true);
  }

  /** All of a place is about to be replaced by other values, which were attempted, at once. */
  public void swapping(List<String> before, List<String> after) {
    before.forEach(this::mayGo);
    swap = new Swap(List.copyOf(before), List.copyOf(after));
    changed(true);
  }

  /** It is replaced. */
  public void swapped() {
    Swap done = swap;
    if (done != null) {
      swap = null;
      done.before.forEach(this::gone);
      done.after.forEach(value -> acknowledged(value, attempt(value).offset));
    }
  }

  /** A transaction that moves a position together with its values. */
  public void begin(String transaction, String positionName, long position) {
    transactions.put(
        transaction, new Transaction(List.of(), Decision.OPEN, positionName, position));
    changed(true);
  }

  /** It is about to be decided, or has been. */
  void decide(String transaction, Decision decision) {
    Transaction old = transaction(transaction);
    transactions.put(
        transaction, new Transaction(old.values, decision, old.positionName, old.position));
    changed(true);
  }

  /** A position outside of transactions is about to move forward. */
  public void attemptPosition(String name, long position) {
    Bounds old = positions.getOrDefault(name, new Bounds(-1, -1));
    positions.put(name, new Bounds(old.committed, position));
    changed(false);
  }

  /** It is promised to have moved. */
  public void committedPosition(String name, long position) {
    Bounds old = positions.getOrDefault(name, new Bounds(-1, -1));
    positions.put(name, new Bounds(position, Math.max(position, old.attempted)));
    changed(true);
  }

  private Attempt attempt(String value) {
    Attempt attempt = attempts.get(value);
    if (attempt == null) {
      throw new IllegalStateException("expected an attempt of \"" + value + "\", found none");
    }
    return attempt;
  }

  private Transaction transaction(String name) {
    Transaction transaction = transactions.get(name);
    if (transaction == null) {
      throw new IllegalStateException("expected transaction \"" + name + "\", found none");
    }
    return transaction;
  }

  /** A disk that met a weaker requirement meets a new attempt, too; nothing else. */
  private void changed(boolean stronger) {
    latest = null;
    version += stronger ? 1 : 0;
  }

  /** What must hold of any disk that a crash at this instant leaves. Immutable. */
  public Requirement requirement() {
    Requirement known = latest;
    if (known == null) {
      known =
          new Requirement(
              version,
              Map.copyOf(attempts),
              Map.copyOf(transactions),
              Map.copyOf(positions),
              Set.copyOf(dense),
              swap);
      latest = known;
    }
    return known;
  }
}
