package dev.waybill.compatibility.engine;

import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaSettings;
import dev.waybill.contract.EngineContract;
import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.contract.subject.OnServer;
import dev.waybill.kafka.KafkaProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every engine must do, done on a released Apache Kafka. */
class ApacheKafkaContractTest extends EngineContract {
  @TempDir static Path directory;
  private static ApacheKafka kafka;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    // A server that makes topics of itself brings deleted ones back when somebody publishes to
    // them.
    kafka =
        ApacheKafka.start(
            KafkaSettings.small(1).withProperty("auto.create.topics.enable", "false"), directory);
  }

  @AfterAll
  static void stop() throws IOException {
    if (kafka != null) {
      kafka.close();
    }
  }

  @Override
  protected EngineUnderTest engineUnderTest() {
    String address = "//" + kafka.bootstrap();
    return new OnServer(
        "kafka on Apache Kafka",
        () -> new KafkaProvider().open(address, Map.of("fetch.max.wait.ms", "50")));
  }
}
