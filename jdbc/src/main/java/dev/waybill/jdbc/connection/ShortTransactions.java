package dev.waybill.jdbc.connection;

import dev.waybill.error.OutcomeUnknownException;
import dev.waybill.error.RetriableException;
import dev.waybill.jdbc.dialect.Dialect;
import dev.waybill.jdbc.dialect.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Transactions that begin and end in one call. Thread-safe.
 *
 * @param dialect says what a failure means
 */
public record ShortTransactions(DataSource dataSource, Dialect dialect) {

  /** What is done in one. */
  @FunctionalInterface
  public interface Work<R> {
    R in(Connection connection) throws SQLException;
  }

  /**
   * Runs it and commits.
   *
   * @param attempted for a failure's message: {@code "the positions of group 'a' could not be
   *     read"}
   * @throws RetriableException nothing was done; try again
   * @throws dev.waybill.error.RejectedException nothing was done; the database refuses it
   * @throws OutcomeUnknownException the commit was not answered
   */
  public <R> R run(String attempted, Work<R> work) {
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      R result;
      try {
        result = work.in(borrowed.connection());
      } catch (SQLException e) {
        throw Failures.beforeCommit(dialect, attempted, e);
      }
      try {
        borrowed.commit();
      } catch (SQLException e) {
        throw Failures.ofCommit(dialect, attempted + ": the transaction", e);
      }
      return result;
    }
  }

  /**
   * As {@link #run}, for what changes nothing, or changes nothing when it is done once more:
   * whether it was committed makes no difference, so that a commit without an answer is retriable,
   * too.
   */
  public <R> R runRepeatable(String attempted, Work<R> work) {
    try {
      return run(attempted, work);
    } catch (OutcomeUnknownException e) {
      throw new RetriableException(
          attempted
              + ": the database did not answer; it may be done once more without harm: "
              + e.getMessage(),
          e);
    }
  }
}
