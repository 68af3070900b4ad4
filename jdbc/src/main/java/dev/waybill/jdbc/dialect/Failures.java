package dev.waybill.jdbc.dialect;

import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RejectedException;
import dev.waybill.error.RetriableException;
import dev.waybill.error.WaybillException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Turns a database's failures into the family that callers know. */
public final class Failures {

  /** Chains of causes are short; one that is not has been tied to itself. */
  private static final int LONGEST_CHAIN = 64;

  private Failures() {}

  /**
   * What a failure means: a lost connection or a deadlock among its causes says it all; otherwise
   * the first that says anything.
   */
  public static FailureKind kindOf(Dialect dialect, SQLException failure) {
    FailureKind found = FailureKind.OTHER;
    for (FailureKind kind : kindsOf(dialect, failure)) {
      if (kind.isTransient()) {
        return kind;
      }
      found = found == FailureKind.OTHER ? kind : found;
    }
    return found;
  }

  /** Whether somebody's failure is their transaction's: a deadlock or a lost connection. */
  public static boolean isTransient(Dialect dialect, Throwable failure) {
    return kindsOf(dialect, failure).stream().anyMatch(FailureKind::isTransient);
  }

  /** Whether somebody failed only because an earlier statement had. */
  public static boolean isAborted(Dialect dialect, Throwable failure) {
    return kindsOf(dialect, failure).contains(FailureKind.ABORTED);
  }

  /** Of the database's failures among its causes. */
  private static List<FailureKind> kindsOf(Dialect dialect, Throwable failure) {
    List<FailureKind> kinds = new ArrayList<>();
    Throwable cause = failure;
    for (int i = 0; cause != null && i < LONGEST_CHAIN; i++) {
      SQLException sql = cause instanceof SQLException e ? e : null;
      for (int j = 0; sql != null && j < LONGEST_CHAIN; j++) {
        kinds.add(dialect.kindOf(sql));
        sql = sql.getNextException();
      }
      cause = cause.getCause();
    }
    return kinds;
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
                  + " refused it; nothing was done, and trying again does not help. Correct what it"
                  + " names: "
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
                  + " what a handler wrote. Correct the handler, or the message it was given: "
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
                      + " refused its commit. Correct what it names: "
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
