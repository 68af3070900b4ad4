package dev.waybill.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.benchmarks.wire.WaybillServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class KafkaToolsTest {
  @TempDir static Path directory;
  private static WaybillServer server;

  @BeforeAll
  static void serve() throws Exception {
    server = WaybillServer.start(directory);
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  void topicsAreCreatedAndDescribed() throws Exception {
    String[] create = {"--create", "--topic", "orders", "--partitions", "3"};

    KafkaTools.Ended created = topics(create);
    KafkaTools.Ended described = topics("--describe", "--topic", "orders");

    assertThat(created.printed()).contains("Created topic orders.");
    assertThat(created.exitCode()).isZero();
    assertThat(described.printed()).contains("PartitionCount: 3").contains("Partition: 2");
  }

  private static KafkaTools.Ended topics(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = "--bootstrap-server";
    all[1] = server.bootstrap();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return KafkaTools.run("TopicCommand", all);
  }
}
