package dev.waybill.kafka.translation;

import dev.waybill.engine.Isolation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The same things under the names of two rooms. */
public final class Words {

  private Words() {}

  public static TopicPartition toKafka(dev.waybill.message.TopicPartition partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }

  public static dev.waybill.message.TopicPartition toApi(TopicPartition partition) {
    return new dev.waybill.message.TopicPartition(partition.topic(), partition.partition());
  }

  public static Set<TopicPartition> toKafka(
      Collection<dev.waybill.message.TopicPartition> partitions) {
    Set<TopicPartition> kafka = new LinkedHashSet<>();
    partitions.forEach(partition -> kafka.add(toKafka(partition)));
    return kafka;
  }

  public static Set<dev.waybill.message.TopicPartition> toApi(
      Collection<TopicPartition> partitions) {
    Set<dev.waybill.message.TopicPartition> api = new LinkedHashSet<>();
    partitions.forEach(partition -> api.add(toApi(partition)));
    return api;
  }

  public static Map<TopicPartition, OffsetAndMetadata> positions(
      Map<dev.waybill.message.TopicPartition, Long> next) {
    Map<TopicPartition, OffsetAndMetadata> positions = new LinkedHashMap<>();
    next.forEach(
        (partition, offset) -> positions.put(toKafka(partition), new OffsetAndMetadata(offset)));
    return positions;
  }

  public static IsolationLevel toKafka(Isolation isolation) {
    return isolation == Isolation.READ_COMMITTED
        ? IsolationLevel.READ_COMMITTED
        : IsolationLevel.READ_UNCOMMITTED;
  }
}
