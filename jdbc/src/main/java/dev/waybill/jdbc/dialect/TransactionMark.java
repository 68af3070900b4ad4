package dev.waybill.jdbc.dialect;

import java.sql.SQLException;

/**
 * Tells a transaction from those after it on the same connection: a handler that ends ours by the
 * text of a statement ({@code COMMIT}, or a DDL that commits) begins another one without a word.
 */
@FunctionalInterface
public interface TransactionMark {

  /**
   * Whether the transaction that was marked is the one that is open now, and may be committed.
   * Asked once, before the commit.
   *
   * @throws SQLException no; or the connection broke
   */
  boolean isStillOpen() throws SQLException;
}
