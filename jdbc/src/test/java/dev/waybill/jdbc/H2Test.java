package dev.waybill.jdbc;

import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** Every contract on this database. */
class H2Test {

  @Nested
  class Positions extends InboxContract {
    Positions() {
      super(Databases.H2);
    }

    @Override
    TestDatabase impatient() {
      return new TestDatabase(database.url().replace("10000", "100"), "sa", "");
    }
  }

  @Nested
  class Ids extends MessageIdsContract {
    Ids() {
      super(Databases.H2);
    }
  }

  @Nested
  class Handlers extends HandlerContract {
    Handlers() {
      super(Databases.H2);
    }
  }

  @Nested
  class Tables extends SchemaContract {
    Tables() {
      super(Databases.H2);
    }
  }

  @Nested
  class Connections extends ConnectionContract {
    Connections() {
      super(Databases.H2);
    }
  }

  @Nested
  class Deduplication extends DeduplicationContract {
    Deduplication() {
      super(Databases.H2);
    }
  }

  @Nested
  class Deadlocks extends DeadlockContract {
    Deadlocks() {
      super(Databases.H2);
    }
  }

  @Nested
  class Pipeline extends PipelineContract {
    Pipeline() {
      super(Databases.H2);
    }
  }
}
