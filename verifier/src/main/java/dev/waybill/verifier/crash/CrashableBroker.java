package dev.waybill.verifier.crash;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.core.AppendRequest;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Recovery;
import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The broker's core and disk in one thread, without loops: a round runs when it is asked for, and
 * every answer is given as early as it may be.
 */
final class CrashableBroker {
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private final Disk disk;
  private final Core core;
  private long nowMillis;

  private CrashableBroker(Disk disk, Core core) {
    this.disk = disk;
    this.core = core;
  }

  static CrashableBroker open(Storage storage, BrokerSettings settings) throws IOException {
    Disk disk = new Disk(storage, () -> {}, 1);
    try {
      return new CrashableBroker(disk, Recovery.recover(disk, settings, new Now(0, EPOCH_MILLIS)));
    } catch (IOException | RuntimeException e) {
      disk.abandon();
      throw e;
    }
  }

  Core core() {
    return core;
  }

  <T> CompletableFuture<T> ask(BiConsumer<Core, CompletableFuture<T>> command) {
    CompletableFuture<T> future = new CompletableFuture<>();
    core.at(new Now(nowMillis, EPOCH_MILLIS + nowMillis));
    command.accept(core, future);
    core.giveReplies();
    return future;
  }

  CompletableFuture<Appended> append(TopicPartition partition, ByteBuffer batch) {
    AppendRequest request =
        AppendRequest.of(
            partition, batch, Acks.SYNCED, Joining.BY_APPENDING, TextBatches.MAX_BYTES);
    if (!core.backlog().tryReserve(request.bytes())) {
      throw new IllegalStateException("expected room for " + request.bytes() + " bytes");
    }
    return ask((c, future) -> c.append(request, future));
  }

  /** Lets time pass; what is due waits for {@link #settle}. */
  void advance(long millis) {
    nowMillis += millis;
    core.at(new Now(nowMillis, EPOCH_MILLIS + nowMillis));
    core.tick();
  }

  /** Rounds until the disk has nothing to do. */
  void settle() throws IOException {
    Optional<DiskRound> round = core.nextRound();
    while (round.isPresent()) {
      execute(round.get());
      round = core.nextRound();
    }
    if (core.failure() != null) {
      throw new IOException("the broker stopped", core.failure());
    }
  }

  private void execute(DiskRound round) {
    disk.execute(
        round,
        new Disk.Listener() {
          @Override
          public void written() {
            core.written();
            core.giveReplies();
          }

          @Override
          public void synced() {
            core.synced();
            core.giveReplies();
          }

          @Override
          public void finished(List<DiskRound.Trimmed> trimmed) {
            core.finished(trimmed);
            core.giveReplies();
          }

          @Override
          public void failed(Exception cause) {
            core.fail(Disk.failure(round, cause));
            core.giveReplies();
          }
        });
  }

  /** Saves checkpoints and the journal, and closes. */
  void close() throws IOException {
    settle();
    disk.close(core.finalCheckpoints(), core.finalJournal());
  }

  /** As if the process had died. */
  void abandon() {
    disk.abandon();
  }
}
