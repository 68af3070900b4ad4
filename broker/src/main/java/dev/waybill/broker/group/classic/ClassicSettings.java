package dev.waybill.broker.group.classic;

import java.time.Duration;

/**
 * What an operator may choose about groups of the classic protocol.
 *
 * @param minSessionTimeout the shortest session a member may ask for
 * @param maxSessionTimeout the longest
 * @param initialRebalanceDelay how long an empty group waits for more members after the first, each
 *     newcomer prolonging it up to the rebalance timeout. Zero by default, unlike Kafka's 3 s: it
 *     saves rebalances when many members start together and costs every start that long.
 * @param newMemberTimeout how long a member that has never been answered is waited with for the
 *     others, before it is taken for dead
 */
public record ClassicSettings(
    Duration minSessionTimeout,
    Duration maxSessionTimeout,
    Duration initialRebalanceDelay,
    Duration newMemberTimeout) {

  /** Kafka's defaults but for the initial delay. */
  public static final ClassicSettings DEFAULTS =
      new ClassicSettings(
          Duration.ofSeconds(6), Duration.ofMinutes(30), Duration.ZERO, Duration.ofMinutes(5));

  public ClassicSettings {
    if (minSessionTimeout.toMillis() < 1 || maxSessionTimeout.compareTo(minSessionTimeout) < 0) {
      throw new IllegalArgumentException(
          "Session timeouts need 1 ms <= minSessionTimeout <= maxSessionTimeout, found"
              + " minSessionTimeout="
              + minSessionTimeout
              + ", maxSessionTimeout="
              + maxSessionTimeout);
    }
    if (initialRebalanceDelay.isNegative()) {
      throw new IllegalArgumentException(
          "initialRebalanceDelay must be 0 or more, found " + initialRebalanceDelay);
    }
    if (newMemberTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "newMemberTimeout must be 1 ms or more, found " + newMemberTimeout);
    }
  }

  public ClassicSettings withInitialRebalanceDelay(Duration delay) {
    return new ClassicSettings(minSessionTimeout, maxSessionTimeout, delay, newMemberTimeout);
  }

  public ClassicSettings withSessionTimeouts(Duration min, Duration max) {
    return new ClassicSettings(min, max, initialRebalanceDelay, newMemberTimeout);
  }
}
