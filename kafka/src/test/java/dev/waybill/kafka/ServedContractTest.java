package dev.waybill.kafka;

import dev.waybill.contract.EngineContract;
import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.contract.subject.OnServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every engine must do, done by this one on our own server. */
class ServedContractTest extends EngineContract {
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
        "kafka on waybill serve", () -> server.open(Map.of("fetch.max.wait.ms", "50")));
  }
}
