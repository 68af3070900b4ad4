package dev.waybill.broker.core;

import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.journal.JournalCodec;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.broker.journal.JournalRecord.DurableMarks;
import dev.waybill.broker.journal.JournalRecord.Mark;
import dev.waybill.broker.journal.JournalRecord.MessagesDeleted;
import dev.waybill.broker.journal.JournalRecord.OfGroup;
import dev.waybill.broker.journal.JournalRecord.OfProducer;
import dev.waybill.broker.journal.JournalRecord.TopicCreated;
import dev.waybill.broker.journal.JournalRecord.TopicDeleted;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What rides along with the rounds: durable marks, partition checkpoints, journal snapshots,
 * retention, compaction.
 */
final class Housekeeping {
  private static final int MARKS_PER_RECORD = 1_000;
  private static final long MARK_MILLIS = 100;

  private final Ledger ledger;
  private final Rounds rounds;
  private final Moment moment;
  private final BrokerSettings settings;
  private final Compactions compactions;
  private long nextMarkMillis;
  private long nextRetentionMillis;

  /** Whether something was synced that the journal has no mark of. */
  private boolean marksDue = true;

  Housekeeping(
      Ledger ledger,
      Rounds rounds,
      Moment moment,
      BrokerSettings settings,
      Compactions compactions) {
    this.compactions = compactions;
    this.ledger = ledger;
    this.rounds = rounds;
    this.moment = moment;
    this.settings = settings;
    this.nextRetentionMillis = moment.monotonicMillis() + settings.retentionInterval().toMillis();
  }

  /** Only asked while the disk is free. */
  long nextDeadline() {
    return marksDue ? Math.min(nextMarkMillis, nextRetentionMillis) : nextRetentionMillis;
  }

  Optional<DiskRound> nextRound() {
    long now = moment.monotonicMillis();
    if (marksDue && now >= nextMarkMillis) {
      mark(now);
    }
    boolean retentionDue = now >= nextRetentionMillis;
    if (!retentionDue && !rounds.isDue() && !compactions.isDue()) {
      return Optional.empty();
    }
    marksDue |= !rounds.isIdle();
    long journalBytes = rounds.journalBytes() + rounds.filling().journalBytes();
    return Optional.of(
        rounds.take(
            journalBytes >= settings.journalSnapshotBytes()
                ? Optional.of(this::snapshot)
                : Optional.empty(),
            checkpoints(),
            retentionDue ? retentions(now) : List.of(),
            compactions.take()));
  }

  void trimmed(List<DiskRound.Trimmed> trimmed) {
    for (DiskRound.Trimmed each : trimmed) {
      TopicPartition name = each.partition().topicPartition();
      Partition partition = ledger.find(name);
      if (partition != null && partition.published() == each.partition()) {
        partition.trimmed(each.logStart());
      }
    }
  }

  List<DiskRound.Checkpoint> finalCheckpoints() {
    List<DiskRound.Checkpoint> checkpoints = new ArrayList<>();
    forEachHealthy(
        partition -> {
          if (!partition.isCheckpointed()) {
            checkpoints.add(
                new DiskRound.Checkpoint(partition.published(), partition.state().save()));
          }
        });
    return checkpoints;
  }

  /** Partitions of the filling round only: others have nothing new. */
  private List<DiskRound.Checkpoint> checkpoints() {
    List<DiskRound.Checkpoint> due = new ArrayList<>(0);
    for (RoundPart part : rounds.filling().parts()) {
      Partition partition = part.partition();
      if (partition.needsCheckpoint(settings.checkpointBytes())) {
        // The state is that of the round's end, which is where the log will be.
        due.add(new DiskRound.Checkpoint(partition.published(), partition.state().save()));
        partition.checkpointed();
      }
    }
    return due;
  }

  private List<DiskRound.Retention> retentions(long now) {
    nextRetentionMillis = now + settings.retentionInterval().toMillis();
    long expired = moment.wallMillis() - settings.producerExpiry().toMillis();
    List<DiskRound.Retention> orders = new ArrayList<>();
    forEachHealthy(
        partition -> {
          PartitionState state = partition.state();
          state.producers().expire(expired, state.transactions()::isOpen);
          TopicSettings topic = partition.topic().settings();
          if (topic.cleanup().compacts()) {
            compactions.lookAt(partition);
          }
          boolean expires = topic.cleanup().deletes() && topic.retention().isLimited();
          if (expires || partition.hasDeletions()) {
            orders.add(
                new DiskRound.Retention(
                    partition.published(),
                    topic,
                    partition.retentionLimit(),
                    partition.deletedBefore(),
                    moment.wallMillis(),
                    state.save()));
          }
        });
    return orders;
  }

  private void mark(long now) {
    List<Mark> marks = new ArrayList<>();
    forEachHealthy(
        partition -> {
          if (partition.needsMark()) {
            marks.add(markOf(partition));
            partition.marked();
          }
        });
    inRecords(marks, rounds::note);
    marksDue = false;
    nextMarkMillis = now + MARK_MILLIS;
  }

  /** The whole ledger as records; it replaces the journal. */
  List<byte[]> snapshot() {
    List<JournalRecord> records = new ArrayList<>();
    for (Ledger.Purge purge : ledger.purges().values()) {
      TopicSettings shape = TopicSettings.ofPartitions(purge.partitions());
      records.add(new TopicCreated(purge.id(), purge.name(), shape));
      records.add(new TopicDeleted(purge.id()));
    }
    for (Topic topic : ledger.topics()) {
      records.add(new TopicCreated(topic.id(), topic.name(), topic.settings()));
    }
    ledger.producers().snapshot().forEach(record -> records.add(new OfProducer(record)));
    ledger.groups().snapshot().forEach(record -> records.add(new OfGroup(record)));
    List<Mark> marks = new ArrayList<>();
    forEach(
        partition -> {
          marks.add(markOf(partition));
          if (partition.deletedBefore() > 0) {
            records.add(
                new MessagesDeleted(
                    partition.topic().id(),
                    partition.name().partition(),
                    partition.deletedBefore()));
          }
        });
    inRecords(marks, records::add);
    return records.stream().map(JournalCodec::encode).toList();
  }

  private void forEachHealthy(Consumer<Partition> action) {
    forEach(
        partition -> {
          if (!partition.isDamaged()) {
            action.accept(partition);
          }
        });
  }

  private void forEach(Consumer<Partition> action) {
    for (Topic topic : ledger.topics()) {
      topic.partitions().forEach(action);
    }
  }

  private static Mark markOf(Partition partition) {
    return new Mark(partition.topic().id(), partition.name().partition(), partition.durableMark());
  }

  private static void inRecords(List<Mark> marks, Consumer<DurableMarks> out) {
    for (int from = 0; from < marks.size(); from += MARKS_PER_RECORD) {
      int to = Math.min(marks.size(), from + MARKS_PER_RECORD);
      out.accept(new DurableMarks(marks.subList(from, to)));
    }
  }
}
