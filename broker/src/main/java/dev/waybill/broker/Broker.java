package dev.waybill.broker;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.append.Appended;
import dev.waybill.broker.core.BrokerSettings;
import dev.waybill.broker.error.BrokerException;
import dev.waybill.broker.group.Committer;
import dev.waybill.broker.group.FetchedPosition;
import dev.waybill.broker.group.GroupDescription;
import dev.waybill.broker.group.HeartbeatReply;
import dev.waybill.broker.group.HeartbeatRequest;
import dev.waybill.broker.group.Position;
import dev.waybill.broker.partition.PartitionView;
import dev.waybill.broker.producer.ProducerIdentity;
import dev.waybill.broker.topic.TopicDescription;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.broker.topic.TopicSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
@SuppressWarnings("DoNotCallSuggester") // bodies follow
public final class Broker implements AutoCloseable {
  private Broker() {}

  /**
   * Opens the directory, creating it if it does not exist; recovers what a crash left and aborts
   * the transactions it left open.
   *
   * @throws BrokerException {@code STORAGE_FAILED} when the directory cannot be read, {@code
   *     CORRUPT_LOG} when the journal is damaged below its durable mark
   */
  public static Broker open(Path directory, BrokerSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** Finishes what was begun, saves checkpoints so that the next open is fast, and lets go. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  public boolean isOpen() {
    throw new UnsupportedOperationException();
  }

  /** Why the broker stopped by itself; empty while it runs and after a plain close. */
  public Optional<BrokerException> failure() {
    throw new UnsupportedOperationException();
  }

  /** Creates a topic. Names follow Kafka's rules: 1 to 249 of {@code a-z A-Z 0-9 . _ -}. */
  public CompletableFuture<TopicDescription> createTopic(String name, TopicSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** Deletes a topic with all its messages. Positions of groups on it are forgotten. */
  public CompletableFuture<Void> deleteTopic(String name) {
    throw new UnsupportedOperationException();
  }

  /** Grows a topic to {@code partitions} partitions in all. Keys may move to other partitions. */
  public CompletableFuture<TopicDescription> addPartitions(String name, int partitions) {
    throw new UnsupportedOperationException();
  }

  /** Replaces a topic's settings; the partition count must be the present one. */
  public CompletableFuture<TopicDescription> alterTopic(String name, TopicSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** The topics, by name. Answered from a snapshot on the calling thread. */
  public List<TopicDescription> topics() {
    throw new UnsupportedOperationException();
  }

  /** The topic, if it exists. Answered from a snapshot on the calling thread. */
  public Optional<TopicDescription> topic(String name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Appends one or more encoded batches (Kafka's format v2) to a partition, all or nothing.
   *
   * <p>The buffer, from position to limit, belongs to the broker until the future completes: the
   * broker writes the offsets into it. Headers and checksums are verified on the calling thread.
   *
   * @return completes when the append has reached {@code acks}; fails with {@code BACKPRESSURE}
   *     (retriable, nothing stored) when too much waits for the disk, see {@link #whenRoom()}
   */
  public CompletableFuture<Appended> append(
      TopicPartition partition, ByteBuffer batches, Acks acks) {
    throw new UnsupportedOperationException();
  }

  /** Bytes handed over and not yet written. */
  public long unwrittenBytes() {
    throw new UnsupportedOperationException();
  }

  /**
   * Completes when less than half of the allowed unwritten bytes are waiting; at once if so now.
   */
  public CompletableFuture<Void> whenRoom() {
    throw new UnsupportedOperationException();
  }

  /** A new producer id for idempotent publishing without transactions. */
  public CompletableFuture<ProducerIdentity> initProducer() {
    throw new UnsupportedOperationException();
  }

  /**
   * The next session of a transactional id: older sessions are fenced and their open transaction is
   * aborted.
   *
   * @param transactionTimeout an open transaction is aborted after this long
   */
  public CompletableFuture<ProducerIdentity> initProducer(
      String transactionalId, Duration transactionTimeout) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /** A member's sign of life; the first one joins. Answered at once unless it changed the group. */
  public CompletableFuture<HeartbeatReply> heartbeat(HeartbeatRequest request) {
    throw new UnsupportedOperationException();
  }

  /** A member says goodbye, so that others get its partitions without waiting for its silence. */
  public CompletableFuture<Void> leave(String group, String memberId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs {@code nudge} on the core thread whenever the member would learn something new by a
   * heartbeat; it must not block. Ends with {@link #leave} or when called again with another one.
   */
  public void onNudge(String group, String memberId, Runnable nudge) {
    throw new UnsupportedOperationException();
  }

  /** Moves a group's positions: all of them or none. */
  public CompletableFuture<Void> commitPositions(
      String group, Committer committer, Map<TopicPartition, Position> positions) {
    throw new UnsupportedOperationException();
  }

  /** A group's committed positions of these partitions. */
  public CompletableFuture<Map<TopicPartition, FetchedPosition>> fetchPositions(
      String group, Collection<TopicPartition> partitions) {
    throw new UnsupportedOperationException();
  }

  /** All of a group's committed positions. */
  public CompletableFuture<Map<TopicPartition, FetchedPosition>> fetchPositions(String group) {
    throw new UnsupportedOperationException();
  }

  public CompletableFuture<List<GroupDescription>> groups() {
    throw new UnsupportedOperationException();
  }

  public CompletableFuture<GroupDescription> describeGroup(String group) {
    throw new UnsupportedOperationException();
  }

  /** Forgets a group and its positions; refused while it has members. */
  public CompletableFuture<Void> deleteGroup(String group) {
    throw new UnsupportedOperationException();
  }

  /** Sets positions as an operator; refused while the group has members. */
  public CompletableFuture<Void> resetPositions(
      String group, Map<TopicPartition, Position> positions) {
    throw new UnsupportedOperationException();
  }

  /** The partition as readers see it. Answered from a snapshot on the calling thread. */
  public Optional<PartitionView> view(TopicPartition partition) {
    throw new UnsupportedOperationException();
  }

  /** The topic's partitions as readers see them, by number; empty if the topic does not exist. */
  public List<PartitionView> views(String topic) {
    throw new UnsupportedOperationException();
  }
}
