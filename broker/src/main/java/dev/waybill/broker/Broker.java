package dev.waybill.broker;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.core.AppendRequest;
import dev.waybill.broker.core.Backlog;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.core.Directory;
import dev.waybill.broker.core.TrimDesk;
import dev.waybill.broker.disk.Disk;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.log.record.Decompressor;
import dev.waybill.log.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A broker over one data directory. Thread-safe.
 *
 * <p>Every future is completed on the core thread, which decides for everybody: dependents must not
 * block (hand longer work to a thread of your own). Futures fail with {@link BrokerException},
 * plain, never wrapped by the broker. Unless a method says otherwise, what its future reports is
 * synced: it survives power loss.
 *
 * <p>A failed write or sync stops the broker (see {@link #failure()}): what was under way fails
 * with {@code STORAGE_FAILED}, outcome unknown, and everything after is refused. Nothing that was
 * acknowledged is lost; open the directory again to learn the rest.
 */
public final class Broker extends BrokerCommands implements AutoCloseable {
  private static final int MAX_WAITING_COMMANDS = 1 << 16;

  /** See {@link #deleteRecords}. */
  public static final long HIGH_WATERMARK = TrimDesk.HIGH_WATERMARK;

  private final BrokerSettings settings;
  private final Supplier<Now> clock;
  private final Core core;
  private final Disk disk;
  private final Directory topics;
  private final Backlog backlog;
  private final Admission admission;
  private final CommandQueue queue = new CommandQueue(MAX_WAITING_COMMANDS);
  private final DiskLoop diskLoop;
  private final CompactionLoop compactionLoop;
  private final CoreLoop coreLoop;
  private final Thread coreThread;
  private final Thread diskThread;
  private final Thread compactionThread;

  /** Its own, for joining a thread waits on the thread's monitor. */
  private final Object closing = new Object();

  private volatile boolean open = true;
  private volatile boolean stopped;

  private final UUID directoryId;

  private Broker(
      Opening opening, BrokerSettings settings, Supplier<Now> clock, LongSupplier usableBytes) {
    this.settings = settings;
    this.clock = clock;
    this.core = opening.core();
    this.disk = opening.disk();
    this.directoryId = opening.directoryId();
    this.topics = core.directory();
    this.backlog = core.backlog();
    this.admission =
        new Admission(new DiskSpace(usableBytes, settings.diskReserveBytes()), backlog);
    this.diskLoop = new DiskLoop(disk, queue);
    this.compactionLoop = new CompactionLoop(queue, () -> core.failure() != null);
    this.coreLoop = new CoreLoop(core, queue, diskLoop, compactionLoop, clock);
    this.coreThread = new Thread(coreLoop, "waybill-core");
    this.diskThread = new Thread(diskLoop, "waybill-disk");
    coreThread.setDaemon(true);
    diskThread.setDaemon(true);
    this.compactionThread = new Thread(compactionLoop, "waybill-compaction");
    compactionThread.setDaemon(true);
  }

  /**
   * Opens the directory, creating it if it does not exist; recovers what a crash left and aborts
   * the transactions it left open.
   *
   * @throws BrokerException {@code DATA_DIRECTORY} when the directory is in use, is no data
   *     directory, has an unknown format or cannot be read; {@code CORRUPT_LOG} when the journal is
   *     damaged below its durable mark
   */
  public static Broker open(Path directory, BrokerSettings settings) {
    Supplier<Now> clock = new SystemTime();
    Opening opening = Opening.open(directory, settings, clock.get());
    return new Broker(opening, settings, clock, directory.toFile()::getUsableSpace).start();
  }

  /** The same on any storage, which has no end and is closed with the broker. */
  static Broker open(Storage storage, BrokerSettings settings) {
    return open(storage, settings, () -> Long.MAX_VALUE);
  }

  /** The same on any storage, which says how much more it holds. */
  static Broker open(Storage storage, BrokerSettings settings, LongSupplier usableBytes) {
    Supplier<Now> clock = new SystemTime();
    Opening opening = Opening.open(storage, storage, UUID.randomUUID(), settings, clock.get());
    return new Broker(opening, settings, clock, usableBytes).start();
  }

  /** Which data directory this is: the same in every life of it. Any thread. */
  public UUID directoryId() {
    return directoryId;
  }

  private Broker start() {
    diskThread.start();
    compactionThread.start();
    coreThread.start();
    return this;
  }

  /**
   * Finishes what was begun, saves checkpoints so that the next open is fast, and lets go.
   *
   * @throws IllegalStateException when a dependent of one of the broker's own futures calls it,
   *     which would wait for itself
   */
  @Override
  public void close() {
    if (Thread.currentThread() == coreThread) {
      throw new IllegalStateException(
          "The broker cannot be closed on its own thread, by a dependent of one of its futures."
              + " It stays open; close it on a thread of your own.");
    }
    synchronized (closing) {
      if (!open) {
        return;
      }
      open = false;
      // First, for it reads the files that are closed last.
      compactionLoop.close();
      join(compactionThread);
      coreLoop.close();
      join(coreThread);
      stopped = true;
      refuseQueued();
      diskLoop.close();
      join(diskThread);
      core.directory().close();
      if (core.failure() == null) {
        disk.close(core.finalCheckpoints(), core.finalJournal());
      } else {
        disk.abandon();
      }
    }
  }

  /** What it was opened with. */
  public BrokerSettings settings() {
    return settings;
  }

  public boolean isOpen() {
    return open && core.failure() == null;
  }

  /** Why the broker stopped by itself; empty while it runs and after a plain close. */
  public Optional<BrokerException> failure() {
    return Optional.ofNullable(core.failure());
  }

  /**
   * A number that changes whenever what {@link #topics} says does. Read before them, it tells when
   * to read them again.
   */
  public long topicsVersion() {
    return topics.version();
  }

  /**
   * Unpacks with these codecs what the JDK cannot, where compaction must look into batches. Without
   * them such batches are kept as they are. Holds from the next compaction on.
   */
  public void decompressWith(Decompressor codecs) {
    compactionLoop.decompressWith(codecs);
  }

  /** The topics, by name. Answered from a snapshot on the calling thread. */
  public List<TopicDescription> topics() {
    return topics.topics();
  }

  /** The topic, if it exists. Answered from a snapshot on the calling thread. */
  public Optional<TopicDescription> topic(String name) {
    return Optional.ofNullable(topics.find(name)).map(Directory.Entry::topic);
  }

  /** The topic with the id, if it exists. Answered from a snapshot on the calling thread. */
  public Optional<TopicDescription> topic(UUID id) {
    return Optional.ofNullable(topics.find(id)).map(Directory.Entry::topic);
  }

  /**
   * Appends one or more encoded batches (Kafka's format v2) to a partition, all or nothing.
   *
   * <p>The buffer, from position to limit, belongs to the broker until the future completes, and
   * for good with {@link Acks#NONE}: the broker writes the offsets into it, and the time where the
   * topic wants the broker's. Headers and checksums are verified on the calling thread. Producers
   * with an id append one batch at a time. A transactional batch need not be awaited until it is
   * {@link Acks#SYNCED}: the commit syncs it.
   *
   * @return completes when the append has reached {@code acks}; fails with {@code BACKPRESSURE} or
   *     {@code DISK_FULL} (retriable, nothing stored) when too much waits for the disk, see {@link
   *     #whenRoom(long)}, or too little of it is free
   */
  public CompletableFuture<Appended> append(
      TopicPartition partition, ByteBuffer batches, Acks acks) {
    return append(partition, batches, acks, Joining.BY_APPENDING);
  }

  /** The same, saying how the partition comes into the batch's transaction, if it has one. */
  public CompletableFuture<Appended> append(
      TopicPartition partition, ByteBuffer batches, Acks acks, Joining joining) {
    AppendRequest request;
    try {
      request =
          timed(AppendRequest.of(partition, batches, acks, joining, settings.maxBatchBytes()));
      admission.admit(request);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Appended> future = new CompletableFuture<>();
    if (!enqueue(new Command(core -> core.append(request, future), future))) {
      backlog.release(request.bytes());
      queue.wake();
    }
    return future;
  }

  /** Under the rules of its topic; the core refuses it if there is none. */
  private AppendRequest timed(AppendRequest request) {
    Directory.Entry entry = topics.find(request.partition().topic());
    return entry == null
        ? request
        : request.timed(entry.topic().settings().timestamps(), () -> clock.get().wallMillis());
  }

  /** Bytes handed over and not yet written. */
  public long unwrittenBytes() {
    return backlog.bytes();
  }

  /** Completes when less than half of the allowed unwritten bytes wait; at once if so now. */
  public CompletableFuture<Void> whenRoom() {
    return whenRoom(0);
  }

  /** Like {@link #whenRoom()}, and an append of {@code bytes} fits in beside what waits. */
  public CompletableFuture<Void> whenRoom(long bytes) {
    return backlog.hasRoomFor(bytes)
        ? CompletableFuture.completedFuture(null)
        : submit((core, future) -> core.whenRoom(bytes, future));
  }

  /** The partition as readers see it. Answered from a snapshot on the calling thread. */
  public Optional<PartitionView> view(TopicPartition partition) {
    Directory.Entry entry = topics.find(partition.topic());
    return entry == null || partition.partition() >= entry.partitions().size()
        ? Optional.empty()
        : Optional.of(entry.partitions().get(partition.partition()));
  }

  /** The topic's partitions as readers see them, by number; empty if the topic does not exist. */
  public List<PartitionView> views(String topic) {
    Directory.Entry entry = topics.find(topic);
    return entry == null ? List.of() : entry.partitions();
  }

  @Override
  <T> CompletableFuture<T> submit(BiConsumer<Core, CompletableFuture<T>> action) {
    CompletableFuture<T> future = new CompletableFuture<>();
    enqueue(new Command(core -> action.accept(core, future), future));
    return future;
  }

  @Override
  void tell(Consumer<Core> action) {
    enqueue(new Command(action, null));
  }

  /** False if the command was refused; then its future has failed. */
  private boolean enqueue(Command command) {
    if (!open) {
      command.fail(closed());
      return false;
    }
    if (!queue.offer(command)) {
      command.fail(
          new BrokerException(
              ErrorCode.BACKPRESSURE,
              "More than "
                  + MAX_WAITING_COMMANDS
                  + " requests wait for the broker. Nothing was done; wait for answers, then try"
                  + " again."));
      return false;
    }
    if (stopped) {
      // The loop is gone and may not have seen it.
      refuseQueued();
    }
    return true;
  }

  private void refuseQueued() {
    for (Command each = queue.takeAll(); each != null; each = each.next) {
      each.fail(closed());
    }
  }

  private static BrokerException closed() {
    return new BrokerException(
        ErrorCode.BROKER_CLOSED, "The broker is closed; nothing was done. Open it again.");
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        // Leaving now would leave the files open behind a closed broker.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
