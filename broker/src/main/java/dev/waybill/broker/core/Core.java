package dev.waybill.broker.core;

import dev.waybill.broker.append.Appended;
import dev.waybill.broker.append.Joining;
import dev.waybill.broker.disk.DiskRound;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.error.ErrorCode;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupSummary;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Now;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.SyncReply;
import dev.waybill.broker.group.classic.SyncRequest;
import dev.waybill.broker.group.error.GroupException;
import dev.waybill.broker.producer.ProducerDescription;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import dev.waybill.broker.transaction.Epochs;
import dev.waybill.broker.transaction.TransactionDescription;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that decides, without the thread: a driver calls it, one call at a time.
 *
 * <pre>
 *   driver:  at(now) -> commands -> tick -> nextRound() ----> disk
 *               ^                               |               | written, synced, finished, failed
 *               |                        giveReplies()          |
 *               +-----------------------------------------------+
 * </pre>
 *
 * <p>Deterministic: the same calls with the same arguments have the same effects, to the byte. It
 * reads no clock, draws no randomness but from the seed, waits for nothing, and starts no thread.
 * Answers are given only by {@link #giveReplies}, so that the disk gets its work first.
 */
public final class Core {
  private final Directory directory;
  private final Backlog backlog;
  private final Moment moment;
  private final Replies replies = new Replies();
  private final Rounds rounds;
  private final GroupDesk groups;
  private final ClassicDesk classicGroups;
  private final TransactionDesk transactions;
  private final OperatorDesk operators;
  private final AppendDesk appends;
  private final TopicDesk topics;
  private final TrimDesk trims;
  private final Housekeeping housekeeping;
  private final Compactions compactions;
  private final Ledger ledger;

  /** Read by any thread, written by the driver. */
  private volatile @Nullable BrokerException failure;

  Core(
      Ledger ledger, Directory directory, BrokerSettings settings, Moment moment, Random topicIds) {
    this.ledger = ledger;
    this.directory = directory;
    this.moment = moment;
    this.backlog = new Backlog(settings.maxUnwrittenBytes());
    this.rounds = new Rounds(replies, backlog, moment);
    this.groups = new GroupDesk(ledger.groups(), rounds, replies, moment);
    this.classicGroups = new ClassicDesk(ledger.groups().classic(), groups, replies, moment);
    MarkerWriter markers = new MarkerWriter(rounds, backlog, moment);
    this.transactions =
        new TransactionDesk(
            ledger, rounds, replies, groups, markers, moment, settings.transactions());
    this.operators = new OperatorDesk(ledger, rounds, transactions, markers);
    this.appends = new AppendDesk(ledger, rounds, replies, transactions, moment);
    this.topics = new TopicDesk(ledger, rounds, directory, groups, topicIds);
    this.trims = new TrimDesk(ledger, rounds);
    this.compactions = new Compactions(ledger, moment);
    this.housekeeping = new Housekeeping(ledger, rounds, moment, settings, compactions);
    for (Topic topic : ledger.topics()) {
      directory.put(topic.describe(), topic);
    }
  }

  public Directory directory() {
    return directory;
  }

  public Backlog backlog() {
    return backlog;
  }

  /** Why it stopped; null while it runs. */
  public @Nullable BrokerException failure() {
    return failure;
  }

  /** Sets the time for what follows. */
  public void at(Now now) {
    moment.set(now);
  }

  /** The request's bytes were reserved in the {@link #backlog()}. */
  public void append(AppendRequest request, CompletableFuture<Appended> future) {
    boolean placed = false;
    try {
      checkRunning();
      placed = appends.append(request, future) == AppendDesk.Outcome.PLACED;
    } catch (BrokerException e) {
      replies.fail(future, e);
    } finally {
      if (!placed) {
        backlog.release(request.bytes());
      }
    }
  }

  public void whenRoom(long wanted, CompletableFuture<Void> future) {
    run(
        future,
        () -> {
          if (backlog.hasRoomFor(wanted)) {
            replies.done(future);
          } else {
            backlog.await(wanted, future);
          }
        });
  }

  public void createTopic(
      String name, TopicSettings settings, CompletableFuture<TopicDescription> future) {
    run(future, () -> topics.create(name, settings, future));
  }

  public void alterTopic(
      String name, TopicSettings settings, CompletableFuture<TopicDescription> future) {
    run(future, () -> topics.alter(name, settings, future));
  }

  public void addPartitions(
      String name, int partitions, CompletableFuture<TopicDescription> future) {
    run(future, () -> topics.grow(name, partitions, future));
  }

  public void deleteTopic(String name, CompletableFuture<Void> future) {
    run(future, () -> topics.delete(name, future));
  }

  /** All that is synced when {@code beforeOffset} is {@link TrimDesk#HIGH_WATERMARK}. */
  public void deleteRecords(
      TopicPartition partition, long beforeOffset, CompletableFuture<Long> future) {
    run(future, () -> trims.deleteBefore(partition, beforeOffset, future));
  }

  public void initProducer(CompletableFuture<ProducerIdentity> future) {
    run(future, () -> transactions.initIdempotent(future));
  }

  public void initProducer(
      String transactionalId,
      Duration timeout,
      Optional<ProducerIdentity> present,
      CompletableFuture<ProducerIdentity> future) {
    run(future, () -> transactions.initTransactional(transactionalId, timeout, present, future));
  }

  /** {@code transactionalId}: whose session it claims to be; null if it does not say. */
  public void joinTransaction(
      @Nullable String transactionalId,
      ProducerIdentity producer,
      Collection<TopicPartition> partitions,
      CompletableFuture<Void> future) {
    run(future, () -> transactions.join(transactionalId, producer, partitions, future));
  }

  public void joinTransaction(
      @Nullable String transactionalId,
      ProducerIdentity producer,
      String group,
      CompletableFuture<Void> future) {
    run(future, () -> transactions.join(transactionalId, producer, group, future));
  }

  public void endTransaction(
      ProducerIdentity producer, boolean commit, CompletableFuture<ProducerIdentity> future) {
    endTransaction(null, producer, commit, Epochs.BUMPED, future);
  }

  public void endTransaction(
      @Nullable String transactionalId,
      ProducerIdentity producer,
      boolean commit,
      Epochs epochs,
      CompletableFuture<ProducerIdentity> future) {
    run(future, () -> transactions.end(transactionalId, producer, commit, epochs, future));
  }

  public void stagePositions(
      ProducerIdentity producer,
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      CompletableFuture<Void> future) {
    stagePositions(null, producer, group, committer, positions, Joining.BY_APPENDING, future);
  }

  public void stagePositions(
      @Nullable String transactionalId,
      ProducerIdentity producer,
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      Joining joining,
      CompletableFuture<Void> future) {
    run(
        future,
        () ->
            transactions.stage(
                transactionalId, producer, group, committer, positions, joining, future));
  }

  public void abortTransaction(
      TopicPartition partition, ProducerIdentity producer, CompletableFuture<Void> future) {
    run(future, () -> operators.abort(partition, producer, future));
  }

  public void listTransactions(CompletableFuture<List<TransactionDescription>> future) {
    run(future, () -> operators.list(future));
  }

  public void describeTransactions(
      Collection<String> transactionalIds,
      CompletableFuture<Map<String, TransactionDescription>> future) {
    run(future, () -> operators.describe(transactionalIds, future));
  }

  public void describeProducers(
      TopicPartition partition, CompletableFuture<List<ProducerDescription>> future) {
    run(future, () -> operators.producers(partition, future));
  }

  public void heartbeat(HeartbeatRequest request, CompletableFuture<HeartbeatReply> future) {
    run(future, () -> groups.heartbeat(request, future));
  }

  public void leave(
      String group, String memberId, Optional<String> instanceId, CompletableFuture<Void> future) {
    run(future, () -> groups.leave(group, memberId, instanceId, future));
  }

  public void leaveTemporarily(
      String group, String memberId, Optional<String> instanceId, CompletableFuture<Void> future) {
    run(future, () -> groups.leaveTemporarily(group, memberId, instanceId, future));
  }

  /** {@code freshId} is given to the member if it needs an id; never used before. */
  public void joinGroup(JoinRequest request, String freshId, CompletableFuture<JoinReply> future) {
    run(future, () -> classicGroups.join(request, freshId, future));
  }

  public void syncGroup(SyncRequest request, CompletableFuture<SyncReply> future) {
    run(future, () -> classicGroups.sync(request, future));
  }

  public void classicHeartbeat(String group, MemberIdentity who, CompletableFuture<Void> future) {
    run(future, () -> classicGroups.heartbeat(group, who, future));
  }

  public void leaveGroup(
      String group, String memberId, Optional<String> instanceId, CompletableFuture<Void> future) {
    run(
        future,
        () -> {
          if (groups.hasMembers(group)) {
            groups.leave(group, memberId, instanceId, future);
          } else {
            classicGroups.leave(group, memberId, instanceId, future);
          }
        });
  }

  public void onNudge(String group, String memberId, Runnable nudge) {
    groups.onNudge(group, memberId, nudge);
  }

  public void commitPositions(
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      CompletableFuture<Void> future) {
    run(future, () -> groups.commit(group, committer, positions, future));
  }

  /** All partitions of the group when {@code partitions} is null. */
  public void fetchPositions(
      String group,
      Committer reader,
      @Nullable Collection<TopicPartition> partitions,
      CompletableFuture<Map<TopicPartition, FetchedPosition>> future) {
    run(future, () -> groups.fetch(group, reader, partitions, future));
  }

  public void deletePositions(
      String group,
      Collection<TopicPartition> partitions,
      CompletableFuture<Set<TopicPartition>> future) {
    run(future, () -> groups.deletePositions(group, partitions, future));
  }

  public void listGroups(CompletableFuture<SortedMap<String, GroupSummary>> future) {
    run(future, () -> groups.list(future));
  }

  public void describeGroup(String group, CompletableFuture<GroupDescription> future) {
    run(future, () -> groups.describe(group, future));
  }

  public void deleteGroup(String group, CompletableFuture<Void> future) {
    run(future, () -> groups.delete(group, future));
  }

  public void resetPositions(
      String group, Map<TopicPartition, Position> positions, CompletableFuture<Void> future) {
    run(future, () -> groups.reset(group, positions, future));
  }

  /** Does what is due. Early or late is harmless. */
  public void tick() {
    if (failure == null) {
      transactions.tick();
      groups.tick();
      classicGroups.tick();
    }
  }

  /** When {@link #tick} or {@link #nextRound} has something to do though nothing happened. */
  public OptionalLong nextDeadline() {
    if (failure != null) {
      return OptionalLong.empty();
    }
    // A busy disk takes no round, and reports when it is free: no reason to wake up before.
    long next = rounds.isDiskBusy() ? Long.MAX_VALUE : housekeeping.nextDeadline();
    for (OptionalLong each :
        List.of(
            transactions.nextDeadline(),
            groups.nextDeadline(),
            classicGroups.nextDeadline(),
            rounds.nextDeadline())) {
      if (each.isPresent()) {
        next = Math.min(next, each.getAsLong());
      }
    }
    return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
  }

  /** Work for the disk, if it is free and there is some. The driver reports on it in order. */
  public Optional<DiskRound> nextRound() {
    return failure != null || rounds.isDiskBusy() ? Optional.empty() : housekeeping.nextRound();
  }

  /** Work to be done beside the rounds. */
  public Compactions compactions() {
    return compactions;
  }

  /** The round's bytes are written; only reported if the round asked for it. */
  public void written() {
    if (failure == null) {
      rounds.written();
    }
  }

  /** The round is done as far as anyone waits for it. */
  public void synced() {
    if (failure == null) {
      rounds.synced();
    }
  }

  /** The disk is free again. */
  public void finished(List<DiskRound.Trimmed> trimmed) {
    if (failure == null) {
      housekeeping.trimmed(trimmed);
      compactions.finished();
      rounds.finished();
    }
  }

  /** Nothing is on its way to the disk or waits for it. */
  public boolean isIdle() {
    return rounds.isIdle();
  }

  /**
   * Stops for good: everyone who waits is told that the outcome is unknown, everyone after that it
   * is too late.
   */
  public void fail(BrokerException cause) {
    if (failure != null) {
      return;
    }
    failure = cause;
    rounds.abandon().forEach(reply -> replies.run(() -> reply.fail(cause)));
    backlog.takeAllWaiters().forEach(waiter -> replies.fail(waiter, cause));
    classicGroups.abandon(cause);
    replies.run(directory::close);
  }

  /** The last call: whoever still waits for room, or for the rest of a group, is turned away. */
  public void end() {
    BrokerException closed =
        new BrokerException(
            ErrorCode.BROKER_CLOSED, "The broker was closed while you waited for room.");
    backlog.takeAllWaiters().forEach(waiter -> replies.fail(waiter, closed));
    classicGroups.abandon(
        new BrokerException(
            ErrorCode.BROKER_CLOSED,
            "The broker was closed while you waited for your group. Ask again when it is open."));
    giveReplies();
  }

  /** Gives the answers that are due. Dependents of the futures run here. */
  public void giveReplies() {
    // Here, because bytes are also released by publishers who were turned away.
    backlog.takeWaiters().forEach(replies::done);
    replies.give();
  }

  /** What every partition needs to be opened without a scan. The core must be idle. */
  public List<DiskRound.Checkpoint> finalCheckpoints() {
    return housekeeping.finalCheckpoints();
  }

  /** The whole journal anew. The core must be idle. */
  public List<byte[]> finalJournal() {
    return housekeeping.snapshot();
  }

  /** Redoes markers, aborts what a crash left open; once, before any command. */
  void recovered(RecoveredTransactions recovered) {
    groups.recovered();
    recovered.finish(ledger, transactions);
    topics.purgeAgain();
  }

  private void run(CompletableFuture<?> future, Runnable command) {
    try {
      checkRunning();
      command.run();
    } catch (BrokerException e) {
      replies.fail(future, e);
    } catch (GroupException e) {
      replies.fail(future, GroupDesk.translate(e));
    }
  }

  private void checkRunning() {
    BrokerException cause = failure;
    if (cause != null) {
      throw refusal(cause);
    }
  }

  /** What later callers are told: nothing of theirs was begun. */
  public static BrokerException refusal(BrokerException cause) {
    return new BrokerException(
        ErrorCode.BROKER_CLOSED,
        "The broker has stopped; nothing was done. It stopped because: " + cause.getMessage(),
        cause);
  }
}
