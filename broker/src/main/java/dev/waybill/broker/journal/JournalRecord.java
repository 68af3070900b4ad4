package dev.waybill.broker.journal;

import dev.waybill.broker.group.GroupRecord;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.ProducerRecord;
import java.util.List;
import java.util.UUID;

/** One durable fact besides the messages. */
public sealed interface JournalRecord {

  /** A topic exists from here on. */
  record TopicCreated(UUID id, String name, TopicSettings settings) implements JournalRecord {}

  /** A topic has other settings, or more partitions. */
  record TopicAltered(UUID id, TopicSettings settings) implements JournalRecord {}

  /** A topic is gone; its files may still be there. */
  record TopicDeleted(UUID id) implements JournalRecord {}

  /** The files of a deleted topic are gone too. */
  record TopicPurged(UUID id) implements JournalRecord {}

  record OfProducer(ProducerRecord record) implements JournalRecord {}

  record OfGroup(GroupRecord record) implements JournalRecord {}

  /**
   * How far partitions are synced. Written without haste: recovery takes the last one it finds for
   * a lower bound.
   */
  record DurableMarks(List<Mark> marks) implements JournalRecord {
    public DurableMarks {
      marks = List.copyOf(marks);
    }
  }

  /** The messages of a partition before an offset were given up. */
  record MessagesDeleted(UUID topicId, int partition, long before) implements JournalRecord {}

  /** Everything before {@code end} is synced. */
  record Mark(UUID topicId, int partition, long end) {}
}
