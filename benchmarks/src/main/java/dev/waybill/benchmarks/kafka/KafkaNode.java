package dev.waybill.benchmarks.kafka;

import dev.waybill.benchmarks.load.SharedServer;
import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One node of a released Apache Kafka with its own defaults. Deleted topics are gone at once. */
public record KafkaNode() implements SharedServer {

  private static final Map<String, String> PROPERTIES =
      Map.of("log.segment.delete.delay.ms", "1000");

  @Override
  public Running start(Path directory) throws IOException, InterruptedException {
    KafkaSettings settings = KafkaSettings.asReleased().withProperties(PROPERTIES);
    return new Node(ApacheKafka.start(settings, directory));
  }

  private record Node(ApacheKafka kafka) implements Running {
    @Override
    public String address() {
      return kafka.bootstrap();
    }

    @Override
    public void close() throws IOException {
      kafka.close();
    }
  }

  /** What {@code Waybill.open} takes for it. */
  static String url(String address) {
    return "kafka://" + address;
  }
}
