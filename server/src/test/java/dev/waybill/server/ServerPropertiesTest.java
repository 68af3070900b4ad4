package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.topic.Timestamps.Source;
import dev.waybill.broker.topic.TopicSettings;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerPropertiesTest {
  @TempDir Path directory;

  @Test
  void nothingSaidChangesNothingButTheLargestBatch() {
    ServerProperties properties = of(Map.of());

    assertThat(properties.server()).isEqualTo(ServerSettings.defaults());
    assertThat(properties.broker())
        .isEqualTo(
            BrokerSettings.defaults(1)
                .withMaxBatchBytes(ServerSettings.defaults().connections().maxRequestBytes()));
    assertThat(properties.listen()).isEmpty();
    assertThat(properties.dataDirectory()).isEmpty();
  }

  @Test
  void topicsAreWhatTheBrokersNamesSay() {
    TopicSettings topics =
        of(Map.of(
                "num.partitions", "6",
                "log.retention.bytes", "1000000",
                "log.segment.bytes", "65536",
                "log.roll.hours", "2",
                "message.max.bytes", "2000000",
                "log.message.timestamp.type", "LogAppendTime"))
            .server()
            .newTopics();

    assertThat(topics.partitions()).isEqualTo(6);
    assertThat(topics.retention().bytes()).hasValue(1_000_000);
    assertThat(topics.segments().bytes()).isEqualTo(65_536);
    assertThat(topics.segments().age()).isEqualTo(Duration.ofHours(2));
    assertThat(topics.maxBatchBytes()).isEqualTo(2_000_000);
    assertThat(topics.timestamps().source()).isEqualTo(Source.LOG_APPEND_TIME);
  }

  @ParameterizedTest
  @CsvSource({
    "log.retention.hours, 2, 7200000",
    "log.retention.minutes, 3, 180000",
    "log.retention.ms, 4, 4",
    "retention.ms, 5, 5",
    "log.retention.hours, -1, -1",
  })
  void retentionHasFourNames(String name, String value, long expectedMillis) {
    assertThat(retentionMillis(Map.of(name, value))).isEqualTo(expectedMillis);
  }

  @Test
  void theShortestUnitOfRetentionHasTheLastWord() {
    Map<String, String> entries = new HashMap<>(Map.of("log.retention.hours", "1"));
    entries.put("log.retention.minutes", "2");
    assertThat(retentionMillis(entries)).isEqualTo(120_000);

    entries.put("log.retention.ms", "3000");
    assertThat(retentionMillis(entries)).isEqualTo(3_000);
  }

  @Test
  void groupsTransactionsAndConnectionsAreWhatTheirNamesSay() {
    ServerProperties properties =
        of(
            Map.of(
                "group.min.session.timeout.ms", "1000",
                "group.initial.rebalance.delay.ms", "10",
                "group.consumer.session.timeout.ms", "50000",
                "group.max.size", "7",
                "offsets.retention.minutes", "60",
                "transaction.max.timeout.ms", "60000",
                "max.connections", "12",
                "connections.max.idle.ms", "5000",
                "socket.request.max.bytes", "1000000",
                "auto.create.topics.enable", "false"));

    assertThat(properties.broker().groups().classic().minSessionTimeout())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(properties.broker().groups().classic().initialRebalanceDelay())
        .isEqualTo(Duration.ofMillis(10));
    assertThat(properties.broker().groups().sessionTimeout()).isEqualTo(Duration.ofSeconds(50));
    assertThat(properties.broker().groups().maxMembers()).isEqualTo(7);
    assertThat(properties.broker().groups().positionRetention()).isEqualTo(Duration.ofHours(1));
    assertThat(properties.broker().transactions().maxTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(properties.server().connections().maxConnections()).isEqualTo(12);
    assertThat(properties.server().connections().idleTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(properties.server().connections().maxRequestBytes()).isEqualTo(1_000_000);
    assertThat(properties.server().autoCreateTopics()).isFalse();
  }

  @Test
  void theFileThatComesWithKafkaIsUnderstood() throws Exception {
    Path file = directory.resolve("server.properties");
    Files.writeString(
        file,
        """
        process.roles=broker,controller
        node.id=3
        controller.quorum.bootstrap.servers=localhost:9093
        listeners=PLAINTEXT://:9092,CONTROLLER://:9093
        advertised.listeners=PLAINTEXT://kafka.example:9094,CONTROLLER://localhost:9093
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL
        num.io.threads=8
        log.dirs=/var/lib/kafka
        offsets.topic.replication.factor=1
        log.retention.hours=168
        retention.hours=3
        """);

    ServerProperties properties =
        ServerProperties.read(file, BrokerSettings.defaults(1), ServerSettings.defaults());

    assertThat(properties.server().nodeId()).isEqualTo(3);
    assertThat(properties.listen()).contains(InetSocketAddress.createUnresolved("0.0.0.0", 9092));
    assertThat(properties.server().advertised())
        .contains(InetSocketAddress.createUnresolved("kafka.example", 9094));
    assertThat(properties.dataDirectory()).contains(Path.of("/var/lib/kafka"));
    assertThat(properties.withoutMeaning())
        .containsExactly(
            "controller.quorum.bootstrap.servers",
            "num.io.threads",
            "offsets.topic.replication.factor",
            "process.roles");
    assertThat(properties.unknown()).containsExactly("retention.hours");
  }

  @ParameterizedTest
  @CsvSource({
    "num.partitions, many",
    "num.partitions, 0",
    "auto.create.topics.enable, perhaps",
    "log.retention.ms, 1h",
    "log.retention.ms, -2",
    "log.dirs, '/a,/b'",
    "listeners, 'PLAINTEXT://:1,OTHER://:2'",
    "listeners, 'SASL_SSL://:9092'",
    "advertised.listeners, 'nonsense'",
    "listeners, 'PLAINTEXT://host:99999'",
    "ssl.keystore.location, /keys",
    "sasl.enabled.mechanisms, PLAIN",
    "authorizer.class.name, org.example.Everyone",
  })
  void whatCannotBeIsRefusedByItsName(String name, String value) {
    assertThatThrownBy(() -> of(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  private static long retentionMillis(Map<String, String> entries) {
    return of(entries).server().newTopics().retention().time().map(Duration::toMillis).orElse(-1L);
  }

  private static ServerProperties of(Map<String, String> entries) {
    return ServerProperties.of(entries, BrokerSettings.defaults(1), ServerSettings.defaults());
  }
}
