package dev.waybill.engine;

import dev.waybill.message.TopicPartition;
import java.util.Set;

/**
 * Told of partitions given and taken, on the consumer's own thread, inside {@link
 * EngineConsumer#poll} or {@link EngineConsumer#close}.
 */
public interface AssignmentListener {

  /** These partitions are ours from now on; the next poll may bring their messages. */
  void onAssigned(Set<TopicPartition> partitions);

  /**
   * These partitions will be given to another member when this method returns: finish and commit
   * first. They are still ours inside this method.
   */
  void onRevoked(Set<TopicPartition> partitions);

  /** These partitions were taken already (session expired): nothing can be committed any more. */
  void onLost(Set<TopicPartition> partitions);

  /**
   * Messages of one of our partitions were deleted by retention before they were read; reading goes
   * on at the oldest kept. Told before anything from there on is returned.
   *
   * @param from the place that the consumer had
   * @param to its place now
   */
  default void onOvertaken(TopicPartition partition, long from, long to) {}
}
