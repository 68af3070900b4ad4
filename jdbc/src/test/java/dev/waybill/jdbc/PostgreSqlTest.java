package dev.waybill.jdbc;

import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

/** Every contract on this database. */
@Order(1)
class PostgreSqlTest {

  @Nested
  class Positions extends InboxContract {
    Positions() {
      super(Databases.POSTGRESQL);
    }

    @Override
    TestDatabase impatient() {
      return database.with("options=-c%20lock_timeout=100");
    }
  }

  @Nested
  class Ids extends MessageIdsContract {
    Ids() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Handlers extends HandlerContract {
    Handlers() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Tables extends SchemaContract {
    Tables() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Connections extends ConnectionContract {
    Connections() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Deduplication extends DeduplicationContract {
    Deduplication() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Deadlocks extends DeadlockContract {
    Deadlocks() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Cuts extends CommitCutContract {
    Cuts() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Pipeline extends PipelineContract {
    Pipeline() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class PipelineCuts extends PipelineCutContract {
    PipelineCuts() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class Clocks extends ClockContract {
    Clocks() {
      super(Databases.POSTGRESQL);
    }
  }

  @Nested
  class PipelineFaults extends PipelineFaultContract {
    PipelineFaults() {
      super(Databases.POSTGRESQL);
    }

    @Override
    TestDatabase serializing() {
      return database.with("options=-c%20default_transaction_isolation=repeatable%5C%20read");
    }
  }

  @Nested
  class Zombies extends ZombieContract {
    Zombies() {
      super(Databases.POSTGRESQL);
    }

    @Override
    TestDatabase impatient() {
      return database.with("options=-c%20lock_timeout=100");
    }

    @Override
    TestDatabase watchful() {
      return database.with("options=-c%20idle_in_transaction_session_timeout=1000");
    }

    @Override
    String lockTimeout() {
      return "lock timeout";
    }
  }
}
