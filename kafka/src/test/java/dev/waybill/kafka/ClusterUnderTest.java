package dev.waybill.kafka;

import dev.waybill.contract.subject.EngineUnderTest;
import dev.waybill.engine.Engine;
import java.time.Duration;
import java.util.Map;

/**
 * Engines on a cluster that outlives them.
 *
 * @param url as {@code Waybill.open} takes it, without options
 * @param options of the engine
 */
record ClusterUnderTest(String name, String url, Map<String, String> options)
    implements EngineUnderTest {

  @Override
  public Engine open() {
    return new KafkaProvider().open(url.substring("kafka:".length()), options);
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
