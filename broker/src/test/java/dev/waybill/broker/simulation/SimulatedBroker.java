package dev.waybill.broker.simulation;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.core.AppendRequest;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Recovery;
import dev.waybill.broker.disk.CompactionTask;
import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.compaction.CompactionOrder;
import dev.waybill.log.compaction.CompactionOutput;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.storage.SimulatedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** A broker on a simulated disk, driven by hand: nothing happens but what is asked for. */
final class SimulatedBroker {
  private static final int MAX_BATCH_BYTES = 1 << 16;
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private final BrokerSettings settings;
  private SimulatedStorage storage = new SimulatedStorage();
  private Disk disk;
  private Core core;
  private DiskRound onDisk;
  private long nowMillis;

  private final Runnable betweenWriteAndSync;
  private int crashes;

  /**
   * @param betweenWriteAndSync looks at the broker when a round is written and not yet synced
   */
  SimulatedBroker(BrokerSettings settings, Runnable betweenWriteAndSync) {
    this.settings = settings;
    this.betweenWriteAndSync = betweenWriteAndSync;
  }

  /** How often the power failed or the process was killed. */
  int crashes() {
    return crashes;
  }

  Core core() {
    return core;
  }

  SimulatedStorage storage() {
    return storage;
  }

  boolean isRunning() {
    return core.failure() == null;
  }

  /** Opens what the disk holds; the power may fail meanwhile. */
  void open() throws IOException {
    onDisk = null;
    disk = new Disk(storage, () -> {}, 1);
    try {
      core = Recovery.recover(disk, settings, now());
    } catch (IOException e) {
      disk.abandon();
      throw e;
    }
  }

  /** Finishes everything, saves checkpoints and closes. */
  void close() {
    settle();
    disk.close(core.finalCheckpoints(), core.finalJournal());
  }

  /** The power fails now; what is found afterwards is the disk of the next {@link #open()}. */
  void losePower(Random random) {
    disk.abandon();
    storage = storage.crash(random);
    crashes++;
  }

  /** The process dies now; the page cache stays. */
  void kill() {
    disk.abandon();
    storage = storage.kill();
    crashes++;
  }

  void advance(long millis) {
    nowMillis += millis;
    core.at(now());
    core.tick();
    hand();
    core.giveReplies();
  }

  <T> CompletableFuture<T> ask(BiConsumer<Core, CompletableFuture<T>> command) {
    CompletableFuture<T> future = new CompletableFuture<>();
    core.at(now());
    command.accept(core, future);
    core.giveReplies();
    return future;
  }

  CompletableFuture<Appended> append(TopicPartition partition, ByteBuffer batch, Acks acks) {
    return append(partition, batch, acks, Joining.BY_APPENDING);
  }

  CompletableFuture<Appended> append(
      TopicPartition partition, ByteBuffer batch, Acks acks, Joining joining) {
    AppendRequest request = AppendRequest.of(partition, batch, acks, joining, MAX_BATCH_BYTES);
    if (!core.backlog().tryReserve(request.bytes())) {
      return CompletableFuture.failedFuture(
          new BrokerException(ErrorCode.BACKPRESSURE, "the simulated disk is behind"));
    }
    return ask((c, future) -> c.append(request, future));
  }

  /** Gives the disk its next round, if it is free and there is one. */
  void hand() {
    if (onDisk == null) {
      Optional<DiskRound> round = core.nextRound();
      onDisk = round.orElse(null);
    }
  }

  /** Lets the disk do the round it was given. */
  void runDisk() {
    DiskRound round = onDisk;
    if (round == null) {
      return;
    }
    onDisk = null;
    disk.execute(
        round,
        new Disk.Listener() {
          @Override
          public void written() {
            core.written();
            betweenWriteAndSync.run();
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
            core.fail(Disk.failure(round, cause));
          }
        });
    core.giveReplies();
  }

  /**
   * Lets a compaction task run, if one is due; what it found waits for the next rounds.
   *
   * @return how many orders there are
   */
  int compact() throws IOException {
    Optional<CompactionTask> task = core.compactions().next();
    if (task.isEmpty()) {
      return 0;
    }
    List<CompactionOrder> orders = new ArrayList<>();
    try {
      task.get()
          .run(
              Decompressor.NONE,
              new CompactionOutput() {
                @Override
                public boolean isCancelled() {
                  return false;
                }

                @Override
                public void order(CompactionOrder order) {
                  orders.add(order);
                }
              });
    } finally {
      orders.forEach(order -> core.compactions().order(task.get(), order));
      core.compactions().ended();
    }
    return orders.size();
  }

  /** Runs core and disk until nothing is left to do now. */
  void settle() {
    hand();
    while (onDisk != null) {
      runDisk();
      hand();
    }
    core.giveReplies();
  }

  /** Lets time pass until the next deadline, so that notes are written too. */
  void settleWithDeadlines() {
    settle();
    OptionalLong due = core.nextDeadline();
    if (due.isPresent() && due.getAsLong() > nowMillis) {
      advance(due.getAsLong() - nowMillis);
    }
    settle();
  }

  private Now now() {
    return new Now(nowMillis, EPOCH_MILLIS + nowMillis);
  }
}
