package dev.waybill.broker.core;

import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.disk.OpenedPartition;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.GroupRegistry;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.partition.Offsets;
import dev.waybill.broker.partition.PublishedPartition;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.transaction.ProducerRegistry;
import dev.waybill.log.BatchVisitor;
import dev.waybill.log.record.RecordBatch;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * From what is on the disk to a core that knows it.
 *
 * <pre>
 *   journal --replay--> topics, producers, groups, durable marks
 *   partitions: checkpoint, then the batches after it --> producers and transactions of each
 *   decided transactions without a marker --> markers;  undecided ones --> aborted
 *   transactional sessions --> interrupted: they abort before they go on
 *   deleted topics with files --> deleted again
 * </pre>
 *
 * <p>A crash at any point of it is recovered the same way.
 */
public final class Recovery {
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  private final Disk disk;
  private final BrokerSettings settings;
  private final Moment moment;
  private final ProducerRegistry producers = new ProducerRegistry();
  private final AtomicReference<Ledger> counts = new AtomicReference<>();

  private Recovery(Disk disk, BrokerSettings settings, Now now) {
    this.disk = disk;
    this.settings = settings;
    this.moment = new Moment(now);
  }

  /**
   * Reads the disk. Returns a core with work for the disk, if there was something to finish.
   *
   * @throws IOException when the disk cannot be read
   */
  public static Core recover(Disk disk, BrokerSettings settings, Now now) throws IOException {
    return new Recovery(disk, settings, now).run();
  }

  private Core run() throws IOException {
    GroupRegistry groups = new GroupRegistry(settings.groups(), this::partitionCount);
    JournalReplay replay = new JournalReplay(producers, groups);
    disk.openJournal(replay::apply);
    producers.restarted(moment.monotonicMillis());
    Ledger ledger = new Ledger(producers, groups);
    counts.set(ledger);
    for (Map.Entry<UUID, JournalReplay.KnownTopic> each : replay.topics().entrySet()) {
      ledger.add(openTopic(each.getKey(), each.getValue(), replay));
    }
    replay
        .deleted()
        .forEach(
            (id, topic) ->
                ledger
                    .purges()
                    .put(id, new Ledger.Purge(id, topic.name(), topic.settings().partitions())));
    // Ids must not repeat, though the seed is the same at every start.
    Random ids = new Random(settings.seed() + replay.records() * SEED_STEP);
    Core core = new Core(ledger, new Directory(), settings, moment, ids);
    core.recovered(new RecoveredTransactions(ledger, replay.staging()));
    return core;
  }

  private int partitionCount(String topic) {
    Ledger ledger = counts.get();
    return ledger == null ? 0 : ledger.partitionCount(topic);
  }

  private Topic openTopic(UUID id, JournalReplay.KnownTopic known, JournalReplay replay)
      throws IOException {
    Topic topic = new Topic(id, known.name(), known.settings());
    for (int number = 0; number < known.settings().partitions(); number++) {
      topic.partitions().add(openPartition(topic, number, replay));
    }
    return topic;
  }

  private Partition openPartition(Topic topic, int number, JournalReplay replay)
      throws IOException {
    long mark = replay.mark(topic.id(), number);
    long deletedBefore = replay.deletedBefore(topic.id(), number);
    PublishedPartition published =
        new PublishedPartition(new TopicPartition(topic.name(), number), topic.id());
    Rebuilding state = new Rebuilding(moment.wallMillis());
    OpenedPartition opened = disk.openPartition(published, topic.settings(), mark, state);
    BrokerException damage =
        opened
            .damage()
            .map(e -> new BrokerException(ErrorCode.CORRUPT_LOG, String.valueOf(e.getMessage()), e))
            .orElse(null);
    Offsets offsets = new Offsets(opened.logStart(), opened.logStart(), opened.end(), opened.end());
    return new Partition(
        topic, published, state.state, offsets, deletedBefore, mark, opened.scannedBytes(), damage);
  }

  /** Builds the state of one partition while its log is opened. */
  private static final class Rebuilding implements BatchVisitor {
    private final long wallMillis;
    private PartitionState state = new PartitionState();

    Rebuilding(long wallMillis) {
      this.wallMillis = wallMillis;
    }

    @Override
    public void restore(long offset, byte[] attachment) {
      state = PartitionState.load(attachment);
    }

    @Override
    public void batch(RecordBatch batch) {
      state.apply(batch, wallMillis);
    }
  }
}
