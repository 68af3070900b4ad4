package dev.waybill.runtime.deliver;

import dev.waybill.DeduplicationStore;
import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.Topic;
import dev.waybill.WhenExhausted;
import dev.waybill.WhenOvertaken;
import dev.waybill.engine.AssignmentListener;
import dev.waybill.engine.ConsumerSettings;
import dev.waybill.engine.Isolation;
import dev.waybill.message.StartPosition;
import dev.waybill.runtime.plan.DeadLetterTopic;
import dev.waybill.runtime.topic.TopicRoute;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A subscription as it was declared.
 *
 * @param group the group; empty: broadcast
 * @param sessionTimeout a member of which nothing is heard for so long loses its partitions
 * @param lanes threads that handle keys in parallel
 * @param commitEvery how often positions are committed under at-least-once
 * @param manual deliveries are settled by {@code acknowledge}, not by the handler's return
 * @param whenOvertaken whether to go on when retention was faster
 */
public record SubscriptionSettings<T>(
    Topic<T> topic,
    TopicRoute route,
    Optional<String> group,
    Guarantee guarantee,
    StartPosition startAt,
    int maxBatch,
    Duration handlerTimeout,
    Duration sessionTimeout,
    int lanes,
    Retry retry,
    WhenExhausted whenExhausted,
    Optional<DeduplicationStore> deduplication,
    Duration commitEvery,
    boolean manual,
    WhenOvertaken whenOvertaken) {

  /** Bytes that one poll may bring, all partitions together; small heaps must survive it. */
  private static final int POLL_BYTES = 8 * 1024 * 1024;

  private static final int MIN_PARTITION_BYTES = 64 * 1024;

  /** How people call this subscription: {@code order-events → payment}. */
  String name() {
    return topic.name() + " → " + group.orElse("broadcast");
  }

  /** Whether a failed message is tried again. */
  boolean retries() {
    return guarantee != Guarantee.AT_MOST_ONCE;
  }

  /** Whether positions are committed before messages are handled. */
  boolean commitsFirst() {
    return guarantee == Guarantee.AT_MOST_ONCE && group.isPresent();
  }

  /** The topic for messages that are given up, if that was chosen. */
  Optional<String> deadLetterTopic() {
    return whenExhausted instanceof WhenExhausted.DeadLetter letter
        ? Optional.of(DeadLetterTopic.name(topic.name(), group.orElse("broadcast"), letter))
        : Optional.empty();
  }

  /**
   * How long a partition that is to be given up waits for its running handlers. It must end well
   * before the session does: the member does not answer its group meanwhile.
   */
  Duration handOverPatience() {
    return sessionTimeout.dividedBy(2);
  }

  ConsumerSettings consumer(AssignmentListener listener) {
    return new ConsumerSettings(
        group,
        Set.of(topic.name()),
        Isolation.READ_COMMITTED,
        startAt,
        maxBatch,
        Math.max(MIN_PARTITION_BYTES, POLL_BYTES / route.partitionCount()),
        sessionTimeout,
        listener);
  }
}
