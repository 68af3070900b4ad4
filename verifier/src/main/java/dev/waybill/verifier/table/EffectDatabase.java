package dev.waybill.verifier.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;

/**
 * A database that outlives the processes that write to it, as another machine's does: H2 in this
 * process's memory, over loopback for others. One row is one effect.
 */
final class EffectDatabase implements AutoCloseable {
  private static final String NAME = "effects";
  private static final String USER = "sa";

  private final JdbcDataSource local;
  private final Connection keepsItAlive;
  private final Server server;
  private final String name;

  EffectDatabase() throws SQLException {
    name = NAME + Long.toHexString(System.nanoTime());
    local = source("jdbc:h2:mem:" + name);
    keepsItAlive = local.getConnection();
    try (PreparedStatement create =
        keepsItAlive.prepareStatement(
            "create table effect (place bigint generated always as identity primary key,"
                + " grp varchar(200) not null, message int not null)")) {
      create.executeUpdate();
    }
    server = Server.createTcpServer("-tcpPort", "0").start();
  }

  /** Where another process finds it. */
  String url() {
    return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:" + name;
  }

  JdbcDataSource dataSource() {
    return local;
  }

  /** The same from another process. */
  static JdbcDataSource source(String url) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(url);
    source.setUser(USER);
    source.setPassword("");
    return source;
  }

  /** Writes an effect, in the connection's transaction. */
  static void write(Connection connection, String group, int message) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into effect (grp, message) values (?, ?)")) {
      insert.setString(1, group);
      insert.setInt(2, message);
      insert.executeUpdate();
    }
  }

  /** The group's effects in the order in which they were written. */
  List<Integer> effects(String group) throws SQLException {
    try (Connection connection = local.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select message from effect where grp = ? order by place")) {
      select.setString(1, group);
      List<Integer> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getInt(1));
        }
      }
      return found;
    }
  }

  @Override
  public void close() throws SQLException {
    server.stop();
    keepsItAlive.close();
  }
}
