package dev.waybill.server.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.server.RawClient;
import dev.waybill.server.ServedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeleteRecordsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @TempDir Path directory;

  @Test
  void deletedMessagesAreGoneForConsumersAlsoAfterARestart() throws Exception {
    try (ServedBroker served = filled();
        Admin admin = served.admin()) {
      long start = delete(admin, ORDERS, 3);

      assertThat(start).isEqualTo(3);
      assertThat(earliest(admin)).isEqualTo(3);
      assertThat(values(served)).containsExactly("m3", "m4");
    }
    try (ServedBroker served = ServedBroker.on(directory);
        Admin admin = served.admin()) {
      assertThat(earliest(admin)).isEqualTo(3);
      assertThat(values(served)).containsExactly("m3", "m4");
    }
  }

  @Test
  void allMessagesCanBeDeletedAndOffsetsGoOn() throws Exception {
    try (ServedBroker served = filled();
        Admin admin = served.admin();
        KafkaProducer<String, String> producer = served.producer(Map.of())) {
      assertThat(delete(admin, ORDERS, -1)).isEqualTo(5);

      assertThat(producer.send(new ProducerRecord<>("orders", "next")).get().offset()).isEqualTo(5);
      assertThat(values(served)).containsExactly("next");
    }
  }

  @Test
  void nothingIsDeletedPastTheHighWatermark() throws Exception {
    try (ServedBroker served = filled();
        Admin admin = served.admin()) {
      assertThatThrownBy(() -> delete(admin, ORDERS, 6))
          .hasCauseInstanceOf(OffsetOutOfRangeException.class);
      assertThat(earliest(admin)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(shorts = {0, 1, 2})
  void everyVersionIsAnsweredPartitionByPartition(short version) throws Exception {
    DeleteRecordsRequestData request = new DeleteRecordsRequestData();
    request
        .topics()
        .add(
            new DeleteRecordsTopic()
                .setName("orders")
                .setPartitions(List.of(partition(0, 2), partition(-1, 2), partition(9, 2))));
    request
        .topics()
        .add(new DeleteRecordsTopic().setName("").setPartitions(List.of(partition(0, 0))));
    try (ServedBroker served = filled();
        RawClient client = new RawClient(served.server().address())) {
      DeleteRecordsResponseData answer =
          client.ask(version, request, DeleteRecordsResponseData.class);

      List<DeleteRecordsPartitionResult> results = new ArrayList<>();
      answer.topics().forEach(topic -> results.addAll(topic.partitions()));
      assertThat(results)
          .extracting(DeleteRecordsPartitionResult::errorCode)
          .containsExactlyInAnyOrder(
              Errors.NONE.code(),
              Errors.UNKNOWN_TOPIC_OR_PARTITION.code(),
              Errors.UNKNOWN_TOPIC_OR_PARTITION.code(),
              Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
      assertThat(results.stream().mapToLong(DeleteRecordsPartitionResult::lowWatermark).max())
          .hasValue(2);
    }
  }

  private static DeleteRecordsPartition partition(int number, long before) {
    return new DeleteRecordsPartition().setPartitionIndex(number).setOffset(before);
  }

  private ServedBroker filled() throws Exception {
    ServedBroker served = ServedBroker.on(directory);
    served.broker().createTopic("orders", TopicSettings.ofPartitions(1)).get();
    try (KafkaProducer<String, String> producer = served.producer(Map.of())) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>("orders", "m" + i)).get();
      }
    }
    return served;
  }

  private static long delete(Admin admin, TopicPartition partition, long before) throws Exception {
    return admin
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
        .lowWatermarks()
        .get(partition)
        .get()
        .lowWatermark();
  }

  private static long earliest(Admin admin) throws Exception {
    return admin
        .listOffsets(Map.of(ORDERS, OffsetSpec.earliest()))
        .partitionResult(ORDERS)
        .get()
        .offset();
  }

  private static List<String> values(ServedBroker served) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = served.consumer(Map.of())) {
      consumer.assign(List.of(ORDERS));
      consumer.seekToBeginning(List.of(ORDERS));
      long end = consumer.endOffsets(List.of(ORDERS)).get(ORDERS);
      while (consumer.position(ORDERS) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
