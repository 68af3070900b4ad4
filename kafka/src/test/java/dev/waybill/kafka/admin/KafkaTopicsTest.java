package dev.waybill.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.admin.TopicDescription;
import dev.waybill.admin.TopicDescription.PartitionDescription;
import dev.waybill.admin.TopicSettings;
import dev.waybill.error.RejectedException;
import dev.waybill.kafka.Served;
import dev.waybill.kafka.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaTopicsTest {

  @TempDir Path directory;
  private Served server;
  private KafkaClients clients;
  private Cluster cluster;
  private KafkaTopics topics;

  @BeforeEach
  void open() throws IOException {
    server = Served.on(directory);
    clients = new KafkaClients(server.bootstrapServers());
    cluster = clients.connect(Map.of());
    topics = new KafkaTopics(cluster);
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  @Test
  void aTopicIsDescribedAsItWasCreated() {
    TopicSettings settings =
        TopicSettings.partitions(3)
            .withRetentionTime(Duration.ofHours(5))
            .withRetentionBytes(1_000_000_000)
            .withSegmentBytes(2_000_000)
            .withMaxMessageBytes(50_000);

    topics.create("orders", settings);

    TopicDescription found = topics.describe("orders").orElseThrow();
    assertThat(found.settings()).isEqualTo(settings);
    assertThat(found.partitions())
        .extracting(PartitionDescription::partition)
        .containsExactly(0, 1, 2);
    assertThat(topics.list()).containsExactly("orders");
  }

  @Test
  void whatIsKeptForEverIsToldAsForEver() {
    topics.create("orders", TopicSettings.partitions(1));

    assertThat(topics.describe("orders").orElseThrow().settings())
        .isEqualTo(TopicSettings.partitions(1));
  }

  @Test
  void offsetsAreThoseOfWhatWasPublished() throws Exception {
    topics.create("orders", TopicSettings.partitions(2));
    try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      for (int i = 0; i < 5; i++) {
        Object unused = producer.send(new ProducerRecord<>("orders", 1, "k", "v" + i)).get();
      }
    }

    PartitionDescription first = topics.describe("orders").orElseThrow().partitions().get(0);
    PartitionDescription second = topics.describe("orders").orElseThrow().partitions().get(1);
    assertThat(first.endOffset()).isZero();
    assertThat(second.startOffset()).isZero();
    assertThat(second.stableOffset()).isEqualTo(5);
    assertThat(second.endOffset()).isEqualTo(5);
    assertThat(second.sizeBytes()).isPositive();
  }

  @Test
  void anOpenTransactionEndsWhatCommittedReadersSee() throws Exception {
    topics.create("orders", TopicSettings.partitions(1));
    try (KafkaProducer<String, String> producer =
        clients.producer(Map.of("transactional.id", "teller"))) {
      producer.initTransactions();
      producer.beginTransaction();
      Object unused = producer.send(new ProducerRecord<>("orders", 0, "k", "v")).get();

      PartitionDescription open = topics.describe("orders").orElseThrow().partitions().get(0);
      assertThat(open.stableOffset()).isZero();
      assertThat(open.endOffset()).isEqualTo(1);
      producer.abortTransaction();
    }
  }

  @Test
  void creatingWhatExistsIsRefusedAndCreatingWhatIsMissingIsNot() {
    assertThat(topics.createIfMissing("orders", TopicSettings.partitions(2))).isTrue();
    assertThat(topics.createIfMissing("orders", TopicSettings.partitions(9))).isFalse();
    assertThat(topics.describe("orders").orElseThrow().partitions()).hasSize(2);

    assertThatThrownBy(() -> topics.create("orders", TopicSettings.partitions(2)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("creating topic orders")
        .hasMessageContaining("nothing was done");
  }

  @Test
  void moreCopiesThanBrokersAreRefused() {
    try (Cluster three = clients.connect(Map.of("replicationFactor", "3"))) {
      assertThatThrownBy(() -> new KafkaTopics(three).create("orders", TopicSettings.defaults()))
          .isInstanceOf(RejectedException.class);
      assertThat(topics.list()).isEmpty();
    }
  }

  @Test
  void anIllegalNameIsRefused() {
    assertThatThrownBy(() -> topics.create("no spaces", TopicSettings.defaults()))
        .isInstanceOf(RejectedException.class);
    assertThat(topics.describe("no spaces")).isEmpty();
  }

  @Test
  void partitionsAreAddedAndNeverTakenAway() {
    topics.create("orders", TopicSettings.partitions(2));

    topics.addPartitions("orders", 4);

    assertThat(topics.describe("orders").orElseThrow().partitions()).hasSize(4);
    assertThat(cluster.topics().ask("asking", "orders")).isEqualTo(4);
    assertThatThrownBy(() -> topics.addPartitions("orders", 4))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> topics.addPartitions("orders", 3))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> topics.addPartitions("nothing", 3))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  void aDeletedTopicIsGoneAndMayBeMadeAnew() {
    topics.create("orders", TopicSettings.partitions(3));

    topics.delete("orders");

    assertThat(topics.describe("orders")).isEmpty();
    assertThat(topics.list()).isEmpty();
    topics.create("orders", TopicSettings.partitions(1));
    assertThat(topics.describe("orders").orElseThrow().partitions()).hasSize(1);
  }

  @Test
  void deletingWhatIsNotThereIsRefused() {
    assertThatThrownBy(() -> topics.delete("nothing")).isInstanceOf(RejectedException.class);
  }

  @Test
  void nothingIsDoneOnceTheEngineIsClosed() {
    cluster.close();

    assertThatThrownBy(() -> topics.list()).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> topics.describe("orders")).isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> topics.create("orders", TopicSettings.defaults()))
        .isInstanceOf(RejectedException.class);
  }
}
