package dev.waybill.embedded;

import dev.waybill.contract.EngineContract;
import dev.waybill.contract.subject.EngineUnderTest;
import java.io.IOException;

/** What every engine must do, done by this one. */
class EmbeddedContractTest extends EngineContract {

  @Override
  protected EngineUnderTest engineUnderTest() throws IOException {
    return new EmbeddedUnderTest();
  }
}
