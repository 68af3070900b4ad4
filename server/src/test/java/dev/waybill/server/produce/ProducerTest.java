package dev.waybill.server.produce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.record.RecordBatch;
import dev.waybill.log.record.RecordBatches;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "0,none,false",
    "1,none,false",
    "all,none,false",
    "all,none,true",
    "all,gzip,true",
    "all,snappy,true",
    "all,lz4,true",
    "all,zstd,true"
  })
  void storesWhatKafkasProducerSends(String acks, String compression, boolean idempotent)
      throws Exception {
    try (ServedBroker served = ServedBroker.on(directory)) {
      served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
      List<Long> offsets = new ArrayList<>();

      try (KafkaProducer<String, String> producer =
          served.producer(
              Map.of(
                  "acks",
                  acks,
                  "enable.idempotence",
                  idempotent,
                  "compression.type",
                  compression))) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
          sent.add(producer.send(new ProducerRecord<>("orders", "key-" + i, "value-" + i)));
        }
        for (Future<RecordMetadata> each : sent) {
          offsets.add(each.get().offset());
        }
      }

      if (acks.equals("0")) {
        assertThat(offsets).containsOnly(-1L);
      } else {
        assertThat(offsets).isSorted().startsWith(0L).endsWith(999L).doesNotHaveDuplicates();
        assertThat(stored(served)).isEqualTo(1_000);
      }
    }
  }

  private static int stored(ServedBroker served) {
    int stored = 0;
    for (RecordBatch batch :
        RecordBatches.in(
            served
                .broker()
                .view(ORDERS)
                .orElseThrow()
                .read(0, Isolation.READ_WRITTEN, 1 << 20)
                .batches())) {
      stored += batch.count();
    }
    return stored;
  }
}
