package dev.waybill.kafka;

import dev.waybill.contract.EngineContract;
import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.contract.subject.OnServer;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What every engine must do, done on a cluster that runs already: {@code
 * -Dwaybill.contract.cluster=HOST:PORT}. Its brokers have to allow sessions and transactions of a
 * few seconds, and must not make topics of themselves.
 */
@EnabledIfSystemProperty(named = "waybill.contract.cluster", matches = ".+")
class AnyClusterContractTest extends EngineContract {

  @Override
  protected EngineUnderTest engineUnderTest() {
    return new OnServer(
        System.getProperty("waybill.contract.name", "kafka on Apache Kafka"),
        () ->
            new KafkaProvider()
                .open("//" + System.getProperty("waybill.contract.cluster"), Map.of()));
  }
}
