package dev.waybill.jdbc.dialect;

import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Turns a database's failures into the family that callers know. */
public final class Failures {

  /** Chains of causes are short; one that is not has been tied to itself. */
  private static final int LONGEST_CHAIN = 64;

  private Failures() {}

  /** What a failure means; a lost connection or a deadlock among its causes says it all. */
  public static FailureKind kindOf(Dialect dialect, SQLException failure) {
    FailureKind own = dialect.kindOf(failure);
    if (own.isTransient()) {
      return own;
    }
    SQLException next = failure.getNextException();
    for (int i = 0; next != null && i < LONGEST_CHAIN; i++) {
      FailureKind kind = dialect.kindOf(next);
      if (kind.isTransient() || own == FailureKind.OTHER) {
        return kind;
      }
      next = next.getNextException();
    }
    FailureKind caused = ofCauses(dialect, failure.getCause());
    return caused != null && caused.isTransient() ? caused : own;
  }

  /**
   * Whether somebody's failure is their transaction's: a deadlock, a lost connection, a failure of
   * Waybill's that says so.
   */
  public static boolean isTransient(Dialect dialect, @Nullable Throwable failure) {
    FailureKind kind = ofCauses(dialect, failure);
    return kind != null && kind.isTransient();
  }

  private static @Nullable FailureKind ofCauses(Dialect dialect, @Nullable Throwable failure) {
    FailureKind found = null;
    Throwable cause = failure;
    for (int i = 0; cause != null && i < LONGEST_CHAIN; i++) {
      if (cause instanceof SQLException sql) {
        FailureKind kind = dialect.kindOf(sql);
        for (SQLException next = sql.getNextException();
            next != null && !kind.isTransient() && i < LONGEST_CHAIN;
            next = next.getNextException(), i++) {
          kind = dialect.kindOf(next);
        }
        if (kind.isTransient()) {
          return kind;
        }
        found = kind;
      }
      cause = cause.getCause();
    }
    return found;
  }

  /**
   * A failure before the commit: nothing of the transaction remains.
   *
   * @param attempted what was being done: {@code "positions of group 'payment' could not be read"}
   */
  public static WaybillException beforeCommit(
      Dialect dialect, String attempted, SQLException failure) {
    return switch (kindOf(dialect, failure)) {
      case CONNECTION ->
          new RetriableException(
              attempted
                  + ": the connection to "
                  + dialect.name()
                  + " broke; nothing was done, and it is tried again: "
                  + failure.getMessage(),
              failure);
      case TRANSIENT ->
          new RetriableException(
              attempted
                  + ": "
                  + dialect.name()
                  + " ended the transaction for the sake of another one; nothing was done, and it"
                  + " is tried again: "
                  + failure.getMessage(),
              failure);
      case MISSING_TABLE ->
          new RejectedException(
              attempted
                  + ": a table is missing; nothing was done. Create the schema, or name the prefix"
                  + " it was created with: "
                  + failure.getMessage(),
              failure);
      case ABORTED ->
          new RejectedException(
              attempted
                  + ": an earlier statement of the transaction failed, and its failure was"
                  + " swallowed; nothing was done. Use a savepoint around a statement that may"
                  + " fail: "
                  + failure.getMessage(),
              failure);
      case DUPLICATE_KEY, CONSTRAINT, OTHER ->
          new RejectedException(
              attempted
                  + ": "
                  + dialect.name()
                  + " refused it; nothing was done: "
                  + failure.getMessage(),
              failure);
    };
  }

  /** A failure of the commit itself. */
  public static WaybillException ofCommit(
      Dialect dialect, String transaction, SQLException failure) {
    return switch (kindOf(dialect, failure)) {
      case TRANSIENT ->
          new RetriableException(
              transaction
                  + " was rolled back by "
                  + dialect.name()
                  + " at its commit, for the sake of another one; it is tried again: "
                  + failure.getMessage(),
              failure);
      case CONSTRAINT, DUPLICATE_KEY ->
          new RejectedException(
              transaction
                  + " was rolled back: a constraint that is checked at the commit is violated by"
                  + " what a handler wrote: "
                  + failure.getMessage(),
              failure);
      case ABORTED ->
          new RejectedException(
              transaction
                  + " was rolled back: an earlier statement of it failed, and its failure was"
                  + " swallowed. Use a savepoint around a statement that may fail: "
                  + failure.getMessage(),
              failure);
      case CONNECTION -> unknown(dialect, transaction, failure);
      case MISSING_TABLE, OTHER ->
          dialect.refusedCommitIsRolledBack()
              ? new RejectedException(
                  transaction
                      + " was rolled back: "
                      + dialect.name()
                      + " refused its commit: "
                      + failure.getMessage(),
                  failure)
              : unknown(dialect, transaction, failure);
    };
  }

  private static OutcomeUnknownException unknown(
      Dialect dialect, String transaction, SQLException failure) {
    return new OutcomeUnknownException(
        transaction
            + " was committed or rolled back, as a whole: "
            + dialect.name()
            + "'s answer to the commit was lost; locking its positions again tells: "
            + failure.getMessage(),
        failure);
  }
}
