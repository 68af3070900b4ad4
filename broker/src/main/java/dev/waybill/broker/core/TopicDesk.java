package dev.waybill.broker.core;

import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.journal.JournalRecord.TopicAltered;
import dev.waybill.broker.journal.JournalRecord.TopicCreated;
import dev.waybill.broker.journal.JournalRecord.TopicDeleted;
import dev.waybill.broker.journal.JournalRecord.TopicPurged;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicName;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Creates, changes and deletes topics.
 *
 * <p>A topic exists for later commands at once, for callers when its journal record is synced. Its
 * files are deleted only after the record of its deletion is synced.
 */
final class TopicDesk {
  private final Ledger ledger;
  private final Rounds rounds;
  private final Directory directory;
  private final GroupDesk groups;
  private final Random ids;

  TopicDesk(Ledger ledger, Rounds rounds, Directory directory, GroupDesk groups, Random ids) {
    this.ledger = ledger;
    this.rounds = rounds;
    this.directory = directory;
    this.groups = groups;
    this.ids = ids;
  }

  void create(String name, TopicSettings settings, CompletableFuture<TopicDescription> future) {
    TopicName.check(name);
    if (ledger.find(name) != null) {
      throw new BrokerException(
          ErrorCode.TOPIC_ALREADY_EXISTS,
          "Topic \"" + name + "\" already exists. Use it, or choose another name.");
    }
    Topic topic = new Topic(newId(), name, settings);
    ledger.add(topic);
    rounds.filling().decide(new TopicCreated(topic.id(), name, settings));
    addPartitions(topic, settings.partitions());
    announce(topic, future);
  }

  void alter(String name, TopicSettings settings, CompletableFuture<TopicDescription> future) {
    Topic topic = ledger.topic(name);
    int present = topic.settings().partitions();
    if (settings.partitions() != present) {
      throw new BrokerException(
          ErrorCode.INVALID_PARTITIONS,
          "Settings of topic \""
              + name
              + "\": expected its "
              + present
              + " partitions, found "
              + settings.partitions()
              + ". Add partitions instead; nothing was changed.");
    }
    change(topic, settings, future);
  }

  void grow(String name, int partitions, CompletableFuture<TopicDescription> future) {
    Topic topic = ledger.topic(name);
    int present = topic.settings().partitions();
    if (partitions <= present || partitions > TopicSettings.MAX_PARTITIONS) {
      throw new BrokerException(
          ErrorCode.INVALID_PARTITIONS,
          "Partitions of topic \""
              + name
              + "\": expected "
              + (present + 1)
              + " to "
              + TopicSettings.MAX_PARTITIONS
              + ", found "
              + partitions
              + ". Partitions can only be added; nothing was changed.");
    }
    change(topic, topic.settings().withPartitions(partitions), future);
  }

  void delete(String name, CompletableFuture<Void> future) {
    Topic topic = ledger.topic(name);
    ledger.remove(topic);
    ledger.purges().put(topic.id(), new Ledger.Purge(topic.id(), name, topic.partitions().size()));
    rounds.filling().decide(new TopicDeleted(topic.id()));
    groups.topicDeleted(name);
    rounds
        .filling()
        .afterSync(
            () -> {
              directory.remove(topic);
              purge(topic.id(), topic.partitions().stream().map(Partition::published).toList());
            });
    rounds.filling().whenSynced(Reply.done(future));
  }

  /** Deletes the files of topics whose deletion was decided before a crash. */
  void purgeAgain() {
    for (Ledger.Purge purge : List.copyOf(ledger.purges().values())) {
      List<PublishedPartition> partitions = new ArrayList<>();
      for (int number = 0; number < purge.partitions(); number++) {
        partitions.add(
            new PublishedPartition(new TopicPartition(purge.name(), number), purge.id()));
      }
      purge(purge.id(), partitions);
    }
  }

  /** A seed that is used again draws the same ids again. */
  private UUID newId() {
    UUID id = new UUID(ids.nextLong(), ids.nextLong());
    while (ledger.knows(id)) {
      id = new UUID(ids.nextLong(), ids.nextLong());
    }
    return id;
  }

  /** The deletion is durable: the files may go, and then the memory that they must. */
  private void purge(UUID id, List<PublishedPartition> partitions) {
    partitions.forEach(rounds.filling()::delete);
    rounds
        .filling()
        .afterSync(
            () -> {
              ledger.purges().remove(id);
              rounds.note(new TopicPurged(id));
            });
  }

  private void change(
      Topic topic, TopicSettings settings, CompletableFuture<TopicDescription> future) {
    rounds.filling().decide(new TopicAltered(topic.id(), settings));
    topic.settings(settings);
    for (Partition partition : topic.partitions()) {
      rounds.filling().alter(new DiskRound.Alteration(partition.published(), settings));
    }
    addPartitions(topic, settings.partitions());
    announce(topic, future);
  }

  private void addPartitions(Topic topic, int upTo) {
    for (int number = topic.partitions().size(); number < upTo; number++) {
      PublishedPartition published =
          new PublishedPartition(new TopicPartition(topic.name(), number), topic.id());
      topic
          .partitions()
          .add(new Partition(topic, published, new PartitionState(), Offsets.EMPTY, 0, 0, 0, null));
      rounds.filling().create(new DiskRound.Creation(published, topic.settings()));
    }
  }

  private void announce(Topic topic, CompletableFuture<TopicDescription> future) {
    groups.topicsChanged(Set.of(topic.name()));
    TopicDescription description = topic.describe();
    rounds.filling().afterSync(() -> directory.put(description, topic));
    rounds.filling().whenSynced(new Reply<>(future, description));
  }
}
