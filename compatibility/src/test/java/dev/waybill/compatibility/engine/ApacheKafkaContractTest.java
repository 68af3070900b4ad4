package dev.waybill.compatibility.engine;

import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaSettings;
import dev.waybill.contract.EngineContract;
import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.engine.Engine;
import dev.waybill.kafka.KafkaProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
    return new OnApacheKafka("//" + kafka.bootstrap());
  }

  private record OnApacheKafka(String address) implements EngineUnderTest {

    @Override
    public String name() {
      return "kafka on Apache Kafka";
    }

    @Override
    public Engine open() {
      return new KafkaProvider().open(address, Map.of("fetch.max.wait.ms", "50"));
    }

    @Override
    public boolean severalAtOnce() {
      return true;
    }

    @Override
    public Duration quiet() {
      return Duration.ofMillis(300);
    }

    @Override
    public Duration shortSession() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration shortTransaction() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void close() {
      // The cluster is the test class's.
    }
  }
}
