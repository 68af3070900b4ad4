package dev.waybill.verifier.simulate;

import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Recovery;
import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.journal.JournalCodec;
import dev.waybill.broker.journal.JournalRecord;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.ProducerRecord.SessionBegun;
import dev.waybill.log.journal.RecordFile;
import dev.waybill.log.storage.SimulatedStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The disk that runs begin with: made once by the broker itself, closed properly, and copied for
 * each run. Thread-safe.
 */
final class DiskImage {
  private static final long WALL_ORIGIN = 1_699_999_000_000L;
  private static final short LATE_EPOCH = Short.MAX_VALUE - 4;

  private final SimulatedStorage image;

  /**
   * @param exhausted transactional ids whose sessions have nearly no epochs left
   */
  DiskImage(Map<String, TopicSettings> topics, List<String> exhausted) {
    SimulatedStorage storage = new SimulatedStorage();
    try {
      useUpEpochs(storage, exhausted);
      create(storage, topics);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    image = storage;
  }

  SimulatedStorage copy() {
    return image.kill();
  }

  private static void useUpEpochs(SimulatedStorage storage, List<String> exhausted)
      throws IOException {
    if (exhausted.isEmpty()) {
      return;
    }
    try (RecordFile journal = RecordFile.open(storage, "journal", entry -> {}).file()) {
      long id = 0;
      for (String each : exhausted) {
        ProducerIdentity last = new ProducerIdentity(id++, LATE_EPOCH);
        journal.append(
            ByteBuffer.wrap(
                JournalCodec.encode(
                    new JournalRecord.OfProducer(new SessionBegun(each, last, 1_000)))));
      }
      journal.write();
      journal.sync();
    }
  }

  private static void create(SimulatedStorage storage, Map<String, TopicSettings> topics)
      throws IOException {
    Disk disk = new Disk(storage, () -> {}, 1);
    Now now = new Now(0, WALL_ORIGIN);
    Core core = Recovery.recover(disk, BrokerSettings.defaults(1), now);
    topics.forEach(
        (name, settings) ->
            core.createTopic(name, settings, new CompletableFuture<TopicDescription>()));
    for (var round = core.nextRound(); round.isPresent(); round = core.nextRound()) {
      disk.execute(round.get(), new Reports(core));
      core.giveReplies();
    }
    disk.close(core.finalCheckpoints(), core.finalJournal());
  }

  private record Reports(Core core) implements Disk.Listener {
    @Override
    public void written() {
      core.written();
    }

    @Override
    public void synced() {
      core.synced();
    }

    @Override
    public void finished(List<DiskRound.Trimmed> trimmed) {
      core.finished(trimmed);
    }

    @Override
    public void failed(Exception cause) {
      throw new IllegalStateException("expected a disk that works", cause);
    }
  }
}
