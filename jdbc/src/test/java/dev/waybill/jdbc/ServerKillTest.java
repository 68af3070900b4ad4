package dev.waybill.jdbc;

import dev.waybill.jdbc.database.Databases;
import org.junit.jupiter.api.Nested;

/** Servers are killed, and come back. */
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
