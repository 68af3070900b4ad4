package dev.waybill.benchmarks.wire;

import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One node of a released Apache Kafka, as it comes. */
record ReleasedServer(ApacheKafka kafka) implements WireServer {

  /**
   * Starts one on a directory.
   *
   * @param properties of the broker, beside Kafka's defaults
   */
  static ReleasedServer start(Path directory, Map<String, String> properties)
      throws IOException, InterruptedException {
    KafkaSettings settings = KafkaSettings.asReleased().withProperties(properties);
    return new ReleasedServer(ApacheKafka.start(settings, directory));
  }

  @Override
  public String bootstrap() {
    return kafka.bootstrap();
  }

  @Override
  public Process process() {
    return kafka.node(1).process();
  }

  @Override
  public void close() throws IOException {
    kafka.close();
  }
}
