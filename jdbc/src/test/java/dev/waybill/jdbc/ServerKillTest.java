package dev.waybill.jdbc;

import dev.waybill.jdbc.database.MariaDbServer;
import dev.waybill.jdbc.database.PostgreSqlServer;
import dev.waybill.jdbc.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** Servers of the tests' own are killed. */
class ServerKillTest {

  @Nested
  class OfPostgreSql extends ServerKillContract {

    private PostgreSqlServer server;

    @Override
    TestDatabase start() {
      server = PostgreSqlServer.start();
      return server.createDatabase("killed");
    }

    @Override
    void kill() throws Exception {
      server.kill();
    }

    @Override
    void restart() throws Exception {
      server.restart();
    }

    @Override
    void stop() throws Exception {
      server.close();
    }
  }

  @Nested
  class OfMariaDb extends ServerKillContract {

    private MariaDbServer server;

    @Override
    TestDatabase start() {
      server = MariaDbServer.start();
      return server.createDatabase("killed");
    }

    @Override
    void kill() {
      server.kill();
    }

    @Override
    void restart() throws Exception {
      server.restart();
    }

    @Override
    void stop() {
      server.close();
    }
  }
}
