package dev.waybill.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of before KIP-110 cannot read zstd; they are told, and not given it. */
class ZstdTest {
  @TempDir Path directory;

  @Test
  void isRefusedWhereTheClientIsTooOldForIt() throws Exception {
    try (ServedBroker served = ServedBroker.on(directory);
        RawClient client = new RawClient(served.server().address())) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
      send(served, "lz4");
      send(served, "zstd");
      send(served, "none");

      for (short version = 4; version < 10; version++) {
        assertThat(Errors.forCode(fetch(client, version, 0).errorCode()))
            .as("version %s", version)
            .isEqualTo(Errors.UNSUPPORTED_COMPRESSION_TYPE);
        assertThat(fetch(client, version, 0).records().sizeInBytes()).isZero();
        assertThat(Errors.forCode(fetch(client, version, 2).errorCode())).isEqualTo(Errors.NONE);
      }
      assertThat(Errors.forCode(fetch(client, (short) 10, 0).errorCode())).isEqualTo(Errors.NONE);
    }
  }

  private static void send(ServedBroker served, String codec) throws Exception {
    try (KafkaProducer<String, String> producer =
        served.producer(Map.of("compression.type", codec))) {
      producer.send(new ProducerRecord<>("orders", "value")).get();
    }
  }

  private static PartitionData fetch(RawClient client, short version, long offset)
      throws Exception {
    FetchPartition partition =
        new FetchPartition().setFetchOffset(offset).setPartitionMaxBytes(1_000_000);
    return client
        .ask(
            version,
            new FetchRequestData()
                .setReplicaId(-1)
                .setMaxBytes(1_000_000)
                .setSessionEpoch(-1)
                .setTopics(
                    List.of(new FetchTopic().setTopic("orders").setPartitions(List.of(partition)))),
            FetchResponseData.class)
        .responses()
        .get(0)
        .partitions()
        .get(0);
  }
}
