package dev.waybill.runtime.explain;

import dev.waybill.Guarantee;
import dev.waybill.runtime.plan.SubscriptionDefaults;
import java.time.Duration;

/**
 * How long, and among how many others, a handled message may wait for the position to pass it.
 *
 * @param handlerTimeout how long one attempt may take
 * @param commitEvery how often positions are committed
 * @param sessionTimeout how long after its consumer's death a message may wait to be redelivered
 * @param maxInFlight messages delivered and not yet passed while nothing fails, all partitions
 */
public record Settling(
    Duration handlerTimeout, Duration commitEvery, Duration sessionTimeout, long maxInFlight) {

  /** Partitions may hold twice what a poll brings: one batch is handled while one waits. */
  public static final int BATCHES_IN_FLIGHT = 2;

  /** A reader without a position. */
  static final Settling NEVER = new Settling(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

  /** What a subscription to one partition settles like unless the application says otherwise. */
  static Settling byDefault(Guarantee guarantee) {
    return new Settling(
        SubscriptionDefaults.HANDLER_TIMEOUT,
        SubscriptionDefaults.COMMIT_EVERY,
        SubscriptionDefaults.SESSION_TIMEOUT,
        (long) BATCHES_IN_FLIGHT * SubscriptionDefaults.maxBatch(guarantee));
  }
}
