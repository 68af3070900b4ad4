package dev.waybill.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** MariaDB, 10.6 and newer: MySQL, but its INSERT can say what it inserted. */
final class MariaDbDialect extends MySqlDialect {

  @Override
  public String name() {
    return "MariaDB";
  }

  @Override
  public String id() {
    return "mariadb";
  }

  @Override
  public boolean[] insertIds(Connection connection, String table, int group, List<byte[]> hashes)
      throws SQLException {
    return ReturnedIds.insert(this, connection, table, group, hashes);
  }
}
