package dev.waybill.broker.core;

import dev.waybill.broker.group.GroupRecord.PositionsStaged;
import dev.waybill.broker.group.GroupRegistry;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.broker.journal.JournalRecord.DurableMarks;
import dev.waybill.broker.journal.JournalRecord.Mark;
import dev.waybill.broker.journal.JournalRecord.MessagesDeleted;
import dev.waybill.broker.journal.JournalRecord.OfGroup;
import dev.waybill.broker.journal.JournalRecord.OfProducer;
import dev.waybill.broker.journal.JournalRecord.TopicAltered;
import dev.waybill.broker.journal.JournalRecord.TopicCreated;
import dev.waybill.broker.journal.JournalRecord.TopicDeleted;
import dev.waybill.broker.journal.JournalRecord.TopicPurged;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.ProducerRecord.TransactionEnded;
import dev.waybill.broker.transaction.ProducerRegistry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the journal says, record by record. */
final class JournalReplay {
  /** A topic the journal speaks of; its partitions are not opened yet. */
  record KnownTopic(String name, TopicSettings settings) {}

  private record PartitionKey(UUID topicId, int partition) {}

  private final ProducerRegistry producers;
  private final GroupRegistry groups;
  private final Map<UUID, KnownTopic> topics = new LinkedHashMap<>();
  private final Map<UUID, KnownTopic> deleted = new LinkedHashMap<>();
  private final Map<PartitionKey, Long> marks = new HashMap<>();
  private final Map<PartitionKey, Long> deletedBefore = new HashMap<>();
  private final Set<Long> staging = new TreeSet<>();
  private long records;

  JournalReplay(ProducerRegistry producers, GroupRegistry groups) {
    this.producers = producers;
    this.groups = groups;
  }

  Map<UUID, KnownTopic> topics() {
    return topics;
  }

  /** Their files may still be there. */
  Map<UUID, KnownTopic> deleted() {
    return deleted;
  }

  /** Producers whose staged positions are undecided. */
  Set<Long> staging() {
    return staging;
  }

  long records() {
    return records;
  }

  /** Everything before it was synced; 0 if the journal does not know. */
  long mark(UUID topicId, int partition) {
    return marks.getOrDefault(new PartitionKey(topicId, partition), 0L);
  }

  /** Everything before it was given up; 0 if nothing was. */
  long deletedBefore(UUID topicId, int partition) {
    return deletedBefore.getOrDefault(new PartitionKey(topicId, partition), 0L);
  }

  void apply(JournalRecord record) {
    records++;
    if (record instanceof TopicCreated created) {
      topics.put(created.id(), new KnownTopic(created.name(), created.settings()));
    } else if (record instanceof TopicAltered altered) {
      topics.computeIfPresent(
          altered.id(), (id, known) -> new KnownTopic(known.name(), altered.settings()));
    } else if (record instanceof TopicDeleted gone) {
      @Nullable KnownTopic topic = topics.remove(gone.id());
      if (topic != null) {
        deleted.put(gone.id(), topic);
        groups.topicDeleted(topic.name());
      }
    } else if (record instanceof TopicPurged purged) {
      deleted.remove(purged.id());
    } else if (record instanceof OfProducer producer) {
      producers.replay(producer.record());
      if (producer.record() instanceof TransactionEnded ended) {
        groups.resolve(ended.by().producerId(), ended.commit());
        staging.remove(ended.by().producerId());
      }
    } else if (record instanceof OfGroup group) {
      groups.replay(group.record());
      if (group.record() instanceof PositionsStaged staged) {
        staging.add(staged.producerId());
      }
    } else if (record instanceof MessagesDeleted gone) {
      deletedBefore.merge(
          new PartitionKey(gone.topicId(), gone.partition()), gone.before(), Math::max);
    } else if (record instanceof DurableMarks durable) {
      for (Mark mark : durable.marks()) {
        marks.merge(new PartitionKey(mark.topicId(), mark.partition()), mark.end(), Math::max);
      }
    }
  }
}
