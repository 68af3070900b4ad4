package dev.waybill.jdbc;

import dev.waybill.jdbc.database.Databases;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

/** Servers are killed, and come back. */
@Order(2)
class ServerKillTest {

  @Nested
  class OfPostgreSql extends ServerKillContract {
    OfPostgreSql() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class OfMariaDb extends ServerKillContract {
    OfMariaDb() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class UnderPipelinesOnPostgreSql extends PipelineKillContract {
    UnderPipelinesOnPostgreSql() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class UnderPipelinesOnMariaDb extends PipelineKillContract {
    UnderPipelinesOnMariaDb() {
      super(Databases.MARIADB);
    }
  }
}
