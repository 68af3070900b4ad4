package dev.waybill.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.cluster.ApacheKafka;
import dev.waybill.cluster.ClusterTopics;
import dev.waybill.cluster.KafkaSettings;
import dev.waybill.orders.audit.AuditReport.Verdict;
import dev.waybill.orders.demo.DemoOptions;
import dev.waybill.orders.demo.DemoResult;
import dev.waybill.orders.demo.OrdersDemo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The orders pipeline on Apache Kafka, brokers and all struck. */
@Timeout(1_200)
@Order(1)
class FailoverTest {

  private static final Duration SOON = Duration.ZERO;

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void everyPromiseHoldsAlthoughALeaderAndThePipelineAreKilled() throws Exception {
    DemoResult result = run(new DemoTarget.Local(3, SOON), 1_500, 2);

    assertHeld(result, 2);
    assertThat(out.toString(UTF_8))
        .contains("kill 1  broker killed: leader of a partition of orders", "node ", "three nodes");
    assertNothingIsLeft();
  }

  /** As {@code ./waybill demo --to kafka-local:3}, but for a shorter sleep: some minutes. */
  @Test
  @EnabledIfSystemProperty(named = "waybill.failover", matches = "full")
  void everyPromiseHoldsWhateverIsStruck() throws Exception {
    DemoResult result = run(new DemoTarget.Local(3, SOON), 9_000, 12);

    assertHeld(result, 12);
    assertThat(out.toString(UTF_8))
        .contains("leader of", "group", "coordinator of intake's", "zombie: ", "brokers rolled: ");
    assertNothingIsLeft();
  }

  @Test
  void aRunOnAUsersClusterLeavesNothingThere() throws Exception {
    try (ApacheKafka kafka = ApacheKafka.startTemporary(KafkaSettings.small(1), directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      DemoTarget.Cluster target = new DemoTarget.Cluster("kafka://" + kafka.bootstrap());

      DemoResult result = run(target, 600, 1);

      assertHeld(result, 1);
      assertThat(admin.listTopics().names().get()).isEmpty();
      assertThat(admin.listGroups().all().get()).isEmpty();
    }
  }

  @Test
  void refusesToDeleteEverything() throws Exception {
    try (ClusterTopics topics = new ClusterTopics(Map.of("bootstrap.servers", "127.0.0.1:9"))) {
      assertThatThrownBy(() -> topics.deleteAll("")).hasMessageContaining("expected a prefix");
    }
  }

  @Test
  void targetsAreReadAndPaced() {
    assertThat(DemoTarget.parse("embedded")).isEqualTo(new DemoTarget.Embedded());
    DemoTarget three = DemoTarget.parse("kafka-local:3");
    assertThat(three.defaults().kills()).isEqualTo(12);
    assertThat(three.apply(three.defaults(), false).ordersPerSecond()).isLessThan(100);
    assertThat(three.apply(three.defaults(), true).ordersPerSecond()).isEqualTo(10_000);
    assertThat(DemoTarget.parse("kafka-local:1").defaults().kills()).isEqualTo(3);
    assertThatThrownBy(() -> DemoTarget.parse("kafka-local:2"))
        .hasMessageContaining("kafka-local:1, kafka-local:3 or kafka://HOST:PORT");
  }

  private DemoResult run(DemoTarget target, long orders, int kills) throws Exception {
    DemoOptions options =
        target
            .defaults()
            .withOrders(orders)
            .withKills(kills)
            .withDirectory(directory.resolve("run"))
            .withSvg(directory.resolve("timeline.svg"));
    return OrdersDemo.run(
        target.apply(options, false),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private void assertHeld(DemoResult result, int kills) {
    assertThat(result.report().verdict())
        .as("seed %d%n%s%s", result.options().seed(), out.toString(UTF_8), err.toString(UTF_8))
        .isEqualTo(Verdict.HELD);
    assertThat(result.report().kills()).isEqualTo(kills);
  }

  private void assertNothingIsLeft() throws Exception {
    try (var left = Files.list(directory.resolve("run"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .isSubsetOf(
              List.of(
                  "run.log",
                  "pipeline.err",
                  "notifications.log",
                  "analytics.log",
                  "deliveries.log"));
    }
  }
}
