package dev.waybill.jdbc;

import dev.waybill.jdbc.database.Databases;
import dev.waybill.jdbc.database.TestDatabase;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

/** Every contract on this database. */
@Order(1)
class MariaDbTest {

  @Nested
  class Positions extends InboxContract {
    Positions() {
      super(Databases.MARIADB);
    }

    @Override
    TestDatabase impatient() {
      return database.with("sessionVariables=innodb_lock_wait_timeout=1");
    }
  }

  @Nested
  class Ids extends MessageIdsContract {
    Ids() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Handlers extends HandlerContract {
    Handlers() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Tables extends SchemaContract {
    Tables() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Connections extends ConnectionContract {
    Connections() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Deduplication extends DeduplicationContract {
    Deduplication() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Deadlocks extends DeadlockContract {
    Deadlocks() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Cuts extends CommitCutContract {
    Cuts() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Pipeline extends PipelineContract {
    Pipeline() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class PipelineCuts extends PipelineCutContract {
    PipelineCuts() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class Clocks extends ClockContract {
    Clocks() {
      super(Databases.MARIADB);
    }
  }

  @Nested
  class PipelineFaults extends PipelineFaultContract {
    PipelineFaults() {
      super(Databases.MARIADB);
    }

    @Override
    TestDatabase serializing() {
      return database.with("sessionVariables=innodb_snapshot_isolation=ON");
    }
  }

  @Nested
  class Zombies extends ZombieContract {
    Zombies() {
      super(Databases.MARIADB);
    }

    @Override
    TestDatabase impatient() {
      return database.with("sessionVariables=innodb_lock_wait_timeout=1");
    }

    @Override
    TestDatabase watchful() {
      return database.with("sessionVariables=idle_transaction_timeout=1");
    }

    @Override
    String lockTimeout() {
      return "Lock wait timeout";
    }
  }
}
