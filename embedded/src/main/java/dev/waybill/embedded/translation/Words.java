package dev.waybill.embedded.translation;

import dev.waybill.broker.append.Acks;
import dev.waybill.broker.partition.Isolation;
import dev.waybill.broker.topic.TopicPartition;
import dev.waybill.message.Durability;
import java.time.Duration;

/** The same things under the names of two rooms. */
public final class Words {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private Words() {}

  public static TopicPartition toBroker(dev.waybill.message.TopicPartition partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }

  public static dev.waybill.message.TopicPartition toApi(TopicPartition partition) {
    return new dev.waybill.message.TopicPartition(partition.topic(), partition.partition());
  }

  public static Isolation toBroker(dev.waybill.engine.Isolation isolation) {
    return switch (isolation) {
      case READ_COMMITTED -> Isolation.READ_COMMITTED;
      case READ_UNCOMMITTED -> Isolation.READ_UNCOMMITTED;
    };
  }

  /** Nanoseconds, at most a quarter of a long's range: 73 years, and sums do not overflow. */
  public static long nanos(Duration duration) {
    return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
  }

  public static Durability toApi(Acks reached) {
    return switch (reached) {
      case NONE -> Durability.UNCONFIRMED;
      case WRITTEN -> Durability.WRITTEN;
      case SYNCED -> Durability.SYNCED;
    };
  }
}
