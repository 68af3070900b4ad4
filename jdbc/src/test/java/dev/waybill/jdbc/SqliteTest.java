package dev.waybill.jdbc;

import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** Every contract on this database. */
class SqliteTest {

  @Nested
  class Positions extends InboxContract {
    Positions() {
      super(Databases.SQLITE);
    }

    @Override
    TestDatabase impatient() {
      return new TestDatabase(database.url().replace("10000", "100"), "", "");
    }
  }

  @Nested
  class Ids extends MessageIdsContract {
    Ids() {
      super(Databases.SQLITE);
    }
  }

  @Nested
  class Handlers extends HandlerContract {
    Handlers() {
      super(Databases.SQLITE);
    }
  }

  @Nested
  class Tables extends SchemaContract {
    Tables() {
      super(Databases.SQLITE);
    }
  }

  @Nested
  class Connections extends ConnectionContract {
    Connections() {
      super(Databases.SQLITE);
    }
  }

  @Nested
  class Deduplication extends DeduplicationContract {
    Deduplication() {
      super(Databases.SQLITE);
    }
  }

  @Nested
  class Pipeline extends PipelineContract {
    Pipeline() {
      super(Databases.SQLITE);
    }
  }
}
