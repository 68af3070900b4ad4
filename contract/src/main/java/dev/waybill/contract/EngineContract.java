package dev.waybill.contract;

import dev.waybill.contract.subject.EngineUnderTest;
import org.junit.jupiter.api.Nested;

/** All suites of one engine. Extend it, and say how the engine is opened. */
@SuppressWarnings("ClassCanBeStatic") // JUnit's nested classes see the engine's class around them.
public abstract class EngineContract {

  /** Makes what an engine is opened on; called before every behaviour, closed after it. */
  protected abstract EngineUnderTest engineUnderTest() throws Exception;

  @Nested
  final class Administration extends AdministrationContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class EngineLife extends EngineLifeContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Publishing extends PublishingContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Polling extends PollingContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Positions extends PositionsContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Groups extends GroupsContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Broadcast extends BroadcastContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Transactions extends TransactionsContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class PositionsInTransactions extends PositionsInTransactionsContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class AtMostOnce extends AtMostOnceContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class AtLeastOnce extends AtLeastOnceContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class ExactlyOnce extends ExactlyOnceContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class IntoStore extends IntoStoreContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class FanOut extends FanOutContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Replay extends ReplayContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Failures extends FailuresContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class BroadcastSubscriptions extends BroadcastSubscriptionsContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Closing extends ClosingContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }

  @Nested
  final class Explaining extends ExplainingContract {
    @Override
    protected EngineUnderTest engineUnderTest() throws Exception {
      return EngineContract.this.engineUnderTest();
    }
  }
}
