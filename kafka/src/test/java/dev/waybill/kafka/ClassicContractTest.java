package dev.waybill.kafka;

import dev.waybill.contract.EngineContract;
import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.contract.subject.OnServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same with the group protocol of before KIP-848, which older clusters have alone. Rebalances
 * take seconds there: four minutes, when asked for with {@code -Dcontract.classic=true}.
 */
@EnabledIfSystemProperty(named = "contract.classic", matches = "true")
class ClassicContractTest extends EngineContract {
  @TempDir static Path directory;
  private static Served server;

  @BeforeAll
  static void serve() throws IOException {
    server = Served.withoutAutoCreation(directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected EngineUnderTest engineUnderTest() {
    return new OnServer(
        "kafka on waybill serve, classic", () -> server.open(Map.of("groupProtocol", "classic")));
  }
}
