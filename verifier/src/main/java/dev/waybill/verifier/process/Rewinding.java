package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** After a failure a member has read further than it has got: it goes back. */
final class Rewinding {

  private Rewinding() {}

  /** To the group's position in every partition that it has; to the start where there is none. */
  static void toCommitted(KafkaConsumer<String, byte[]> consumer, Work work, EventFile events) {
    Set<TopicPartition> partitions = consumer.assignment();
    for (TopicPartition each : partitions) {
      events.add(
          new Event.PositionAsked(work.process(), work.group(), each.topic(), each.partition()));
    }
    Map<TopicPartition, OffsetAndMetadata> committed = null;
    while (committed == null) {
      try {
        committed = new HashMap<>(consumer.committed(partitions));
      } catch (TimeoutException e) {
        // Asked again: without it there is nothing to go on from.
      }
    }
    for (TopicPartition each : partitions) {
      OffsetAndMetadata position = committed.get(each);
      long offset = position == null ? 0 : position.offset();
      // A place that it left behind before is no move by hand: it tells where it goes on from.
      events.add(
          new Event.Assigned(work.process(), work.group(), each.topic(), each.partition(), offset));
      consumer.seek(each, offset);
    }
  }
}
