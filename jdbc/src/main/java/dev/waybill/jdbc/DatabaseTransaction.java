package dev.waybill.jdbc;

import java.sql.Connection;

/**
 * The transaction that a handler writes its effect in. Usable until the handler returns, by its
 * thread.
 */
@FunctionalInterface
public interface DatabaseTransaction {

  /**
   * The database, in the transaction that also moves the group's position.
   *
   * <p>Waybill commits it when the handler returns and rolls it back when the handler throws. Calls
   * that would end it ({@code commit}, {@code rollback()}, {@code close}, {@code abort}, {@code
   * setAutoCommit(true)}), or change what others share ({@code setSchema}, {@code
   * setTransactionIsolation} …), are refused with a {@link dev.waybill.error.RejectedException}.
   * Savepoints are the handler's to use: on PostgreSQL one is needed around a statement whose
   * failure the handler means to survive.
   *
   * <p>Statements that are left open are closed. After the transaction the connection is closed to
   * the handler, and nobody else's.
   */
  Connection connection();
}
