package dev.waybill.engine;

import dev.waybill.message.StartPosition;
import dev.waybill.message.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A reader: a member of a group, or a broadcast reader of every partition. One thread at a time,
 * except {@link #wakeup}, which any thread may call.
 */
public interface EngineConsumer extends AutoCloseable {

  /**
   * Waits until there are messages in an assigned partition that is not paused, the assignment
   * changed, {@link #wakeup} was called or the time is up. Keeps the membership alive: call it more
   * often than the session timeout, paused partitions or not.
   *
   * <p>Messages are returned once and in offset order; the consumer's own place moves past them.
   *
   * @throws dev.waybill.error.CorruptException the partition is damaged at the consumer's place
   * @throws dev.waybill.error.UnsupportedException what is stored at the consumer's place is packed
   *     with a codec that this engine cannot decode; other partitions are returned by the next poll
   */
  Polled poll(Duration maxWait);

  /** Makes a poll that runs, or the next one, return at once. */
  void wakeup();

  /** What is ours now. */
  Set<TopicPartition> assignment();

  /**
   * This member's id, as {@link dev.waybill.admin.Groups#describe} shows it; empty for a broadcast,
   * before the group was joined, and where the engine does not say.
   */
  default Optional<String> memberId() {
    return Optional.empty();
  }

  /** No messages of these from the next poll on, until {@link #resume}. */
  void pause(Collection<TopicPartition> partitions);

  void resume(Collection<TopicPartition> partitions);

  /**
   * Sets the consumer's place: the next poll begins there. Commits nothing.
   *
   * @throws dev.waybill.error.RejectedException not assigned, or the offset is out of range (the
   *     message says the range)
   */
  void seek(TopicPartition partition, long offset);

  /** The offset that a position means in that partition now. */
  long offsetOf(TopicPartition partition, StartPosition position);

  /**
   * Commits positions of the group; they are durable when this returns.
   *
   * <p>A consumer that was expelled joins again inside {@link #poll} only, after the listener has
   * heard of the loss. Until then every commit is fenced: it may be about messages that the next
   * owner handles by now, and must not go through in the name of a later membership.
   *
   * @param next per partition, the offset of the next message to be delivered
   * @throws dev.waybill.error.FencedException a partition is not ours any more
   */
  void commit(Map<TopicPartition, Long> next);

  /** Leaves the group, which may tell {@link AssignmentListener#onRevoked} first, and closes. */
  @Override
  void close();
}
