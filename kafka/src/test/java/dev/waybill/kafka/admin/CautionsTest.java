package dev.waybill.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicSettings;
import dev.waybill.engine.Caution;
import dev.waybill.engine.Caution.Severity;
import dev.waybill.error.RejectedException;
import dev.waybill.kafka.Served;
import dev.waybill.kafka.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server with one broker, whose settings are read as any cluster's. */
@Timeout(120)
class CautionsTest {

  @TempDir Path directory;
  private Served server;
  private Cluster cluster;
  private Cautions cautions;

  @BeforeEach
  void open() throws IOException {
    server = Served.on(directory);
    cluster = new KafkaClients(server.bootstrapServers()).connect(Map.of());
    cautions = new Cautions(cluster);
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  @Test
  void theClustersComeFirstAndThenTheTopicsByName() {
    KafkaTopics topics = new KafkaTopics(cluster);
    topics.create("orders", TopicSettings.partitions(2));
    topics.create("clicks", TopicSettings.partitions(1).withRetentionTime(Duration.ofMinutes(10)));

    List<Caution> found = cautions.of(Set.of("orders", "clicks", "nothing"));

    assertThat(found.get(0).sentence()).startsWith("the cluster has one broker");
    assertThat(found).extracting(Caution::topic).isSorted().contains("", "clicks", "orders");
    assertThat(found).extracting(Caution::topic).doesNotContain("nothing");
    assertThat(found)
        .filteredOn(caution -> caution.topic().equals("clicks"))
        .filteredOn(caution -> caution.severity() == Severity.WARNING)
        .extracting(Caution::sentence)
        .anyMatch(sentence -> sentence.contains("replication factor 1"))
        .anyMatch(sentence -> sentence.contains("retention.ms=600000"));
    assertThat(found).noneMatch(caution -> caution.severity() == Severity.ERROR);
  }

  @Test
  void nothingIsAskedOnceTheEngineIsClosed() {
    cluster.close();

    assertThatThrownBy(() -> cautions.of(Set.of())).isInstanceOf(RejectedException.class);
  }
}
