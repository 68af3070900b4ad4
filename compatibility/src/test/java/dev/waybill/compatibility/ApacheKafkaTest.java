package dev.waybill.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.wire.ApacheKafka;
import dev.waybill.benchmarks.wire.ApacheKafkaClassPath;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ApacheKafkaTest {
  @TempDir Path directory;

  @Test
  void aReleasedKafkaServesOnAFreePort() throws Exception {
    try (ApacheKafka kafka =
            ApacheKafka.start(ApacheKafkaClassPath.below(Path.of("..")), directory, Map.of());
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      assertThat(admin.describeCluster().nodes().get()).hasSize(1);
    }
  }
}
