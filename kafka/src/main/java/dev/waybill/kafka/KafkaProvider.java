package dev.waybill.kafka;

import dev.waybill.engine.Engine;
import dev.waybill.engine.EngineProvider;
import dev.waybill.kafka.cluster.Cluster;
import dev.waybill.kafka.settings.KafkaOptions;
import java.util.Map;

/** Opens {@code kafka://HOST:PORT,HOST:PORT?…}: an existing cluster. */
public final class KafkaProvider implements EngineProvider {

  @Override
  public String scheme() {
    return KafkaEngine.NAME;
  }

  /**
   * Opens a cluster.
   *
   * @param address the brokers to ask first; the others are learnt from them
   * @param options those of {@link KafkaOptions}
   * @throws dev.waybill.error.RejectedException address, option, credentials or rights are wrong
   * @throws dev.waybill.error.RetriableException no broker answered in time
   */
  @Override
  public Engine open(String address, Map<String, String> options) {
    return new KafkaEngine(Cluster.connect(KafkaOptions.parse(address, options)));
  }
}
