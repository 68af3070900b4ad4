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
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupState;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.SyncReply;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.log.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
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
public final class Broker implements AutoCloseable {
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
  private final CoreLoop coreLoop;
  private final Thread coreThread;
  private final Thread diskThread;

  /** Its own, for joining a thread waits on the thread's monitor. */
  private final Object closing = new Object();

  private volatile boolean open = true;
  private volatile boolean stopped;

  private Broker(
      Opening opening, BrokerSettings settings, Supplier<Now> clock, LongSupplier usableBytes) {
    this.settings = settings;
    this.clock = clock;
    this.core = opening.core();
    this.disk = opening.disk();
    this.topics = core.directory();
    this.backlog = core.backlog();
    this.admission =
        new Admission(new DiskSpace(usableBytes, settings.diskReserveBytes()), backlog);
    this.diskLoop = new DiskLoop(disk, queue);
    this.coreLoop = new CoreLoop(core, queue, diskLoop, clock);
    this.coreThread = new Thread(coreLoop, "waybill-core");
    this.diskThread = new Thread(diskLoop, "waybill-disk");
    coreThread.setDaemon(true);
    diskThread.setDaemon(true);
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
    Opening opening = Opening.open(storage, storage, settings, clock.get());
    return new Broker(opening, settings, clock, usableBytes).start();
  }

  private Broker start() {
    diskThread.start();
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

  public boolean isOpen() {
    return open && core.failure() == null;
  }

  /** Why the broker stopped by itself; empty while it runs and after a plain close. */
  public Optional<BrokerException> failure() {
    return Optional.ofNullable(core.failure());
  }

  /** Creates a topic. Names follow Kafka's rules: 1 to 249 of {@code a-z A-Z 0-9 . _ -}. */
  public CompletableFuture<TopicDescription> createTopic(String name, TopicSettings settings) {
    return submit((core, future) -> core.createTopic(name, settings, future));
  }

  /** Deletes a topic with all its messages. Positions of groups on it are forgotten. */
  public CompletableFuture<Void> deleteTopic(String name) {
    return submit((core, future) -> core.deleteTopic(name, future));
  }

  /** Grows a topic to {@code partitions} partitions in all. Keys may move to other partitions. */
  public CompletableFuture<TopicDescription> addPartitions(String name, int partitions) {
    return submit((core, future) -> core.addPartitions(name, partitions, future));
  }

  /**
   * Replaces a topic's settings, which hold from the next append on; the partition count must be
   * the present one.
   */
  public CompletableFuture<TopicDescription> alterTopic(String name, TopicSettings settings) {
    return submit((core, future) -> core.alterTopic(name, settings, future));
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
   * Gives up a partition's messages before an offset: nobody reads them any more, and their bytes
   * are freed segment by segment when retention next looks. Synced when answered; what the broker
   * knows of producers and transactions stays.
   *
   * @param beforeOffset at most the high watermark; {@link #HIGH_WATERMARK} for all that is synced
   * @return the partition's first offset from now on; fails with {@code OFFSET_OUT_OF_RANGE} when
   *     there is nothing to delete up to there
   */
  public CompletableFuture<Long> deleteRecords(TopicPartition partition, long beforeOffset) {
    return submit((core, future) -> core.deleteRecords(partition, beforeOffset, future));
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

  /** A new producer id for idempotent publishing without transactions. */
  public CompletableFuture<ProducerIdentity> initProducer() {
    return submit(Core::initProducer);
  }

  /**
   * The next session of a transactional id: older sessions are fenced and their open transaction is
   * aborted. A session ends with the broker it was begun on: after a restart the producer begins
   * another, because what its open transaction had only written may be gone.
   *
   * @param transactionTimeout an open transaction is aborted after this long
   */
  public CompletableFuture<ProducerIdentity> initProducer(
      String transactionalId, Duration transactionTimeout) {
    return initProducer(transactionalId, transactionTimeout, Optional.empty());
  }

  /**
   * The same as the successor of a present session: refused as fenced when another one has begun
   * since. Repeating the request gets the same answer until the new session does something.
   */
  public CompletableFuture<ProducerIdentity> initProducer(
      String transactionalId, Duration transactionTimeout, Optional<ProducerIdentity> present) {
    return submit(
        (core, future) -> core.initProducer(transactionalId, transactionTimeout, present, future));
  }

  /**
   * Partitions join the producer's open transaction, all of them or none; opens one if none is. Not
   * needed by producers whose appends join by themselves. Answered when the core knows; a crash
   * aborts the transaction in any case.
   */
  public CompletableFuture<Void> joinTransaction(
      ProducerIdentity producer, Collection<TopicPartition> partitions) {
    List<TopicPartition> copy = List.copyOf(partitions);
    return submit((core, future) -> core.joinTransaction(producer, copy, future));
  }

  /**
   * Ends the producer's open transaction. A partition joins it with the first transactional batch
   * appended to it, positions with {@link #stagePositions}; all become visible or none.
   *
   * <p>Repeating the same request with the same epoch gets the same answer; a late one of an older
   * epoch is refused as fenced.
   *
   * @return the identity to go on with: its epoch is new after every transaction, and now and then
   *     the id is too; sequences start at 0 again
   */
  public CompletableFuture<ProducerIdentity> endTransaction(
      ProducerIdentity producer, boolean commit) {
    return submit((core, future) -> core.endTransaction(producer, commit, false, future));
  }

  /**
   * The same for producers of before KIP-890, whose epoch stays and whose sequences go on. Answered
   * when the transaction is complete, so the next one may begin at once. What the epoch would have
   * kept apart is not: a delayed request of this transaction may reach the next one.
   */
  public CompletableFuture<Void> endTransactionKeepingEpoch(
      ProducerIdentity producer, boolean commit) {
    return this.<ProducerIdentity>submit(
            (core, future) -> core.endTransaction(producer, commit, true, future))
        .thenApply(same -> null);
  }

  /**
   * Adds positions to the producer's open transaction; opens one if none is. They become the
   * group's when the transaction commits. Answered when the core has them; they are durable when
   * {@link #endTransaction} is answered.
   */
  public CompletableFuture<Void> stagePositions(
      ProducerIdentity producer,
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions) {
    Map<TopicPartition, Position> copy = Map.copyOf(positions);
    return submit((core, future) -> core.stagePositions(producer, group, committer, copy, future));
  }

  /**
   * A member's sign of life; the first one joins. Answered at once unless its group has changed.
   */
  public CompletableFuture<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    return submit((core, future) -> core.heartbeat(request, future));
  }

  /** A member says goodbye, so that others get its partitions without waiting for its silence. */
  public CompletableFuture<Void> leave(String group, String memberId) {
    return submit((core, future) -> core.leave(group, memberId, future));
  }

  /**
   * A static member says that it will be back: its partitions are kept for its instance until the
   * session timeout is over.
   */
  public CompletableFuture<Void> leaveTemporarily(String group, String memberId) {
    return submit((core, future) -> core.leaveTemporarily(group, memberId, future));
  }

  /**
   * Runs {@code nudge} on the core thread whenever the member would learn something new by a
   * heartbeat, last of all that it is no member any more; it must not block. Replaces an earlier
   * one of the same member.
   */
  public void onNudge(String group, String memberId, Runnable nudge) {
    enqueue(new Command(core -> core.onNudge(group, memberId, nudge), null));
  }

  /**
   * A member of the classic protocol wants to be in its group's next generation. Answered when all
   * members have come, or those missing were given up; {@link JoinReply.MemberIdRequired} at once.
   *
   * <p>A group is of one kind while it has members: of this protocol, or of that of {@link
   * #heartbeat}.
   */
  public CompletableFuture<JoinReply> joinGroup(JoinRequest request) {
    // Drawn here, because the core draws nothing.
    String freshId = request.instanceId().orElse(request.clientId()) + "-" + UUID.randomUUID();
    return submit((core, future) -> core.joinGroup(request, freshId, future));
  }

  /**
   * A member of the classic protocol asks for its part, its leader brings everybody's. Answered
   * when the leader did and the generation is synced: it survives a restart.
   */
  public CompletableFuture<SyncReply> syncGroup(SyncRequest request) {
    return submit((core, future) -> core.syncGroup(request, future));
  }

  /**
   * A sign of life of a member of the classic protocol; fails with {@code REBALANCE_IN_PROGRESS}
   * when it should join anew, being still a member.
   */
  public CompletableFuture<Void> classicHeartbeat(String group, MemberIdentity who) {
    return submit((core, future) -> core.classicHeartbeat(group, who, future));
  }

  /**
   * A member of the classic protocol says goodbye, or gives back an id that it was promised. A
   * static one may be named by its instance alone, with an empty id.
   */
  public CompletableFuture<Void> leaveGroup(
      String group, String memberId, Optional<String> instanceId) {
    return submit((core, future) -> core.leaveGroup(group, memberId, instanceId, future));
  }

  /** Moves a group's positions: all of them or none. */
  public CompletableFuture<Void> commitPositions(
      String group, Committer committer, Map<TopicPartition, Position> positions) {
    Map<TopicPartition, Position> copy = Map.copyOf(positions);
    return submit((core, future) -> core.commitPositions(group, committer, copy, future));
  }

  /** A group's committed positions of these partitions. */
  public CompletableFuture<Map<TopicPartition, FetchedPosition>> fetchPositions(
      String group, Collection<TopicPartition> partitions) {
    return fetchPositions(group, Committer.OUTSIDE, partitions);
  }

  /** The same for a member, which is refused when it is none any more or behind in epoch. */
  public CompletableFuture<Map<TopicPartition, FetchedPosition>> fetchPositions(
      String group, Committer reader, Collection<TopicPartition> partitions) {
    List<TopicPartition> copy = List.copyOf(partitions);
    return submit((core, future) -> core.fetchPositions(group, reader, copy, future));
  }

  /** All of a group's committed positions. */
  public CompletableFuture<Map<TopicPartition, FetchedPosition>> fetchPositions(String group) {
    return fetchAllPositions(group, Committer.OUTSIDE);
  }

  /** The same for a member, which is refused when it is none any more or behind in epoch. */
  public CompletableFuture<Map<TopicPartition, FetchedPosition>> fetchAllPositions(
      String group, Committer reader) {
    return submit((core, future) -> core.fetchPositions(group, reader, null, future));
  }

  /** Forgets positions, so that the group starts anew there; refused while it has members. */
  public CompletableFuture<Void> deletePositions(
      String group, Collection<TopicPartition> partitions) {
    List<TopicPartition> copy = List.copyOf(partitions);
    return submit((core, future) -> core.deletePositions(group, copy, future));
  }

  public CompletableFuture<SortedMap<String, GroupState>> groups() {
    return submit(Core::listGroups);
  }

  public CompletableFuture<GroupDescription> describeGroup(String group) {
    return submit((core, future) -> core.describeGroup(group, future));
  }

  /** Forgets a group and its positions; refused while it has members. */
  public CompletableFuture<Void> deleteGroup(String group) {
    return submit((core, future) -> core.deleteGroup(group, future));
  }

  /** Sets positions as an operator; refused while the group has members. */
  public CompletableFuture<Void> resetPositions(
      String group, Map<TopicPartition, Position> positions) {
    Map<TopicPartition, Position> copy = Map.copyOf(positions);
    return submit((core, future) -> core.resetPositions(group, copy, future));
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

  private <T> CompletableFuture<T> submit(BiConsumer<Core, CompletableFuture<T>> action) {
    CompletableFuture<T> future = new CompletableFuture<>();
    enqueue(new Command(core -> action.accept(core, future), future));
    return future;
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
