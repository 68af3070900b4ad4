package dev.waybill.broker;

import dev.waybill.broker.append.Joining;
import dev.waybill.broker.core.Core;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.GroupSummary;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.group.classic.JoinReply;
import dev.waybill.broker.group.classic.JoinRequest;
import dev.waybill.broker.group.classic.MemberIdentity;
import dev.waybill.broker.group.classic.SyncReply;
import dev.waybill.broker.group.classic.SyncRequest;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What can be asked of a broker: every method is one command of its core. {@link Broker} says what
 * holds for all of them.
 */
abstract class BrokerCommands {
  /** Has the core do it; the future fails when the core cannot be asked. */
  abstract <T> CompletableFuture<T> submit(BiConsumer<Core, CompletableFuture<T>> action);

  /** Has the core do something that has no answer. */
  abstract void tell(Consumer<Core> action);

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

  /**
   * Gives up a partition's messages before an offset: nobody reads them any more, and their bytes
   * are freed segment by segment when retention next looks. Synced when answered; what the broker
   * knows of producers and transactions stays.
   *
   * @param beforeOffset at most the high watermark; {@link Broker#HIGH_WATERMARK} for all that is
   *     synced
   * @return the partition's first offset from now on; fails with {@code OFFSET_OUT_OF_RANGE} when
   *     there is nothing to delete up to there
   */
  public CompletableFuture<Long> deleteRecords(TopicPartition partition, long beforeOffset) {
    return submit((core, future) -> core.deleteRecords(partition, beforeOffset, future));
  }

  /** A new producer id for idempotent publishing without transactions. */
  public CompletableFuture<ProducerIdentity> initProducer() {
    return submit(Core::initProducer);
  }

  /**
   * The next session of a transactional id: older sessions are fenced and their open transaction is
   * aborted. Its identity and its ended transactions survive a restart of the broker. A transaction
   * open at that moment does not: whatever the session asks for afterwards fails with {@code
   * TRANSACTION_ABORTABLE}, nothing stored, until it has asked to abort.
   *
   * @param transactionTimeout an open transaction is aborted after this long
   */
  public CompletableFuture<ProducerIdentity> initProducer(
      String transactionalId, Duration transactionTimeout) {
    return initProducer(transactionalId, transactionTimeout, Optional.empty());
  }

  /**
   * The next identity of a session that goes on (KIP-360), or a new session of an id that is not
   * known. An open transaction is aborted.
   *
   * @param claimed the identity its producer has, which may be the one before a change whose answer
   *     it missed
   * @return fails with {@code INVALID_PRODUCER_EPOCH} if a newer session took over
   */
  public CompletableFuture<ProducerIdentity> initProducer(
      String transactionalId, Duration transactionTimeout, Optional<ProducerIdentity> claimed) {
    return submit(
        (core, future) -> core.initProducer(transactionalId, transactionTimeout, claimed, future));
  }

  /**
   * Partitions take part in the session's transaction, all or none; opens one if none is. Needed
   * where batches do not join by themselves, see {@link Joining}.
   *
   * @return completes when the transaction has begun, durably where its producer keeps its epoch;
   *     fails with {@code UNKNOWN_TOPIC_OR_PARTITION} for a partition that does not exist
   */
  public CompletableFuture<Void> joinTransaction(
      String transactionalId, ProducerIdentity producer, Collection<TopicPartition> partitions) {
    List<TopicPartition> copy = List.copyOf(partitions);
    return submit((core, future) -> core.joinTransaction(transactionalId, producer, copy, future));
  }

  /** The same for a group, whose positions may then be staged with {@link Joining#BEFORE}. */
  public CompletableFuture<Void> joinTransaction(
      String transactionalId, ProducerIdentity producer, String group) {
    return submit((core, future) -> core.joinTransaction(transactionalId, producer, group, future));
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
    return submit((core, future) -> core.endTransaction(producer, commit, future));
  }

  /**
   * The same for a session that names its transactional id, and may be of a protocol that cannot be
   * told a new epoch: with {@link Epochs#KEPT} identity and sequences go on, there must be a
   * transaction to end, and a repeat is answered only until the next one is open. In either case
   * the next transaction may begin at once.
   */
  public CompletableFuture<ProducerIdentity> endTransaction(
      String transactionalId, ProducerIdentity producer, boolean commit, Epochs epochs) {
    return submit(
        (core, future) -> core.endTransaction(transactionalId, producer, commit, epochs, future));
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
   * The same for a session that names its transactional id; with {@link Joining#BEFORE} the group
   * must have joined the open transaction before.
   */
  public CompletableFuture<Void> stagePositions(
      String transactionalId,
      ProducerIdentity producer,
      String group,
      Committer committer,
      Map<TopicPartition, Position> positions,
      Joining joining) {
    Map<TopicPartition, Position> copy = Map.copyOf(positions);
    return submit(
        (core, future) ->
            core.stagePositions(
                transactionalId, producer, group, committer, copy, joining, future));
  }

  /**
   * Aborts what a producer has open in a partition, as an operator does whose readers are held up.
   * If the transaction can still be decided, the whole of it is aborted and its producer is fenced.
   * Does nothing if nothing is open.
   */
  public CompletableFuture<Void> abortTransaction(
      TopicPartition partition, ProducerIdentity producer) {
    return submit((core, future) -> core.abortTransaction(partition, producer, future));
  }

  /** Every transactional id, in order. */
  public CompletableFuture<List<TransactionDescription>> transactions() {
    return submit(Core::listTransactions);
  }

  /** Those of these transactional ids that are known. */
  public CompletableFuture<Map<String, TransactionDescription>> transactions(
      Collection<String> transactionalIds) {
    List<String> copy = List.copyOf(transactionalIds);
    return submit((core, future) -> core.describeTransactions(copy, future));
  }

  /** The producers a partition knows, by their ids. */
  public CompletableFuture<List<ProducerDescription>> producers(TopicPartition partition) {
    return submit((core, future) -> core.describeProducers(partition, future));
  }

  /**
   * A member's sign of life; the first one joins. Answered at once unless its group has changed.
   */
  public CompletableFuture<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    return submit((core, future) -> core.heartbeat(request, future));
  }

  /** A member says goodbye, so that others get its partitions without waiting for its silence. */
  public CompletableFuture<Void> leave(String group, String memberId) {
    return leave(group, memberId, Optional.empty());
  }

  /**
   * The same for a static member; fails with {@code FENCED_INSTANCE_ID} when its instance is
   * another member by now.
   */
  public CompletableFuture<Void> leave(String group, String memberId, Optional<String> instanceId) {
    return submit((core, future) -> core.leave(group, memberId, instanceId, future));
  }

  /**
   * A static member says that it will be back: its partitions are kept for its instance until the
   * session timeout is over.
   */
  public CompletableFuture<Void> leaveTemporarily(
      String group, String memberId, Optional<String> instanceId) {
    return submit((core, future) -> core.leaveTemporarily(group, memberId, instanceId, future));
  }

  /**
   * Runs {@code nudge} on the core thread whenever the member would learn something new by a
   * heartbeat, last of all that it is no member any more; it must not block. Replaces an earlier
   * one of the same member.
   */
  public void onNudge(String group, String memberId, Runnable nudge) {
    tell(core -> core.onNudge(group, memberId, nudge));
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
   * static one may be named by its instance alone, with an empty id. So an operator also removes
   * members of the consumer protocol.
   */
  public CompletableFuture<Void> leaveGroup(
      String group, String memberId, Optional<String> instanceId) {
    return submit((core, future) -> core.leaveGroup(group, memberId, instanceId, future));
  }

  /** Moves a group's positions, all of them or none; {@link Position#NONE} forgets one. */
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

  /**
   * Forgets positions, so that the group starts anew there.
   *
   * @return the partitions whose positions were kept, because members of the group subscribe to
   *     their topics
   */
  public CompletableFuture<Set<TopicPartition>> deletePositions(
      String group, Collection<TopicPartition> partitions) {
    List<TopicPartition> copy = List.copyOf(partitions);
    return submit((core, future) -> core.deletePositions(group, copy, future));
  }

  public CompletableFuture<SortedMap<String, GroupSummary>> groups() {
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
}
