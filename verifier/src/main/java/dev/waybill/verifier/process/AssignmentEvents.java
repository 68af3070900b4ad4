package dev.waybill.verifier.process;

import dev.waybill.verifier.history.Event;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A member's partitions as they come and go, as events. */
final class AssignmentEvents implements ConsumerRebalanceListener {
  private final Work work;
  private final EventFile events;
  private final KafkaConsumer<String, byte[]> consumer;

  AssignmentEvents(Work work, EventFile events, KafkaConsumer<String, byte[]> consumer) {
    this.work = work;
    this.events = events;
    this.consumer = consumer;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    // Of all of them first: who asks for one position has Kafka's client fetch them all, and may be
    // stopped for long before it asks for the next one, which the client then knows from before.
    for (TopicPartition each : partitions) {
      events.add(
          new Event.PositionAsked(work.process(), work.group(), each.topic(), each.partition()));
    }
    for (TopicPartition each : partitions) {
      events.add(
          new Event.Assigned(
              work.process(), work.group(), each.topic(), each.partition(), position(each)));
    }
  }

  private long position(TopicPartition partition) {
    while (true) {
      try {
        return consumer.position(partition);
      } catch (TimeoutException e) {
        // The broker is away; nothing can be delivered before it is back.
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    for (TopicPartition each : partitions) {
      events.add(new Event.Revoked(work.process(), work.group(), each.topic(), each.partition()));
    }
  }
}
