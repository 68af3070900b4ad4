package dev.waybill.jdbc.outbox;

import java.sql.Connection;
import java.sql.SQLException;

/** What wakes a lane that sleeps. Thread-safe. */
interface Bell extends AutoCloseable {

  /** Nobody rings: look now and then. */
  Bell NONE =
      new Bell() {
        @Override
        public boolean exists() {
          return false;
        }

        @Override
        public boolean hang(Connection connection, int lane) {
          return false;
        }

        @Override
        public void takeDown(Connection connection, int lane) {}

        @Override
        public void close() {}
      };

  /** Whether the database can ring at all. */
  boolean exists();

  /**
   * Asks writers to ring from now on. If it returns true, look once more, then sleep: whatever is
   * committed after that look rings.
   *
   * @param connection the lane's own, the same until {@link #takeDown}
   * @return false: a transaction is open that will not ring, or nobody would hear it; go on looking
   */
  boolean hang(Connection connection, int lane) throws SQLException;

  /** Writers need not ring any more. */
  void takeDown(Connection connection, int lane) throws SQLException;

  @Override
  void close();
}
