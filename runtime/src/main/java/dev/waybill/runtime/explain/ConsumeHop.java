package dev.waybill.runtime.explain;

import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.WhenExhausted;
import java.time.Duration;
import java.util.Optional;

/**
 * What was declared for a subscription.
 *
 * @param group the group; empty: broadcast
 * @param guarantee the guarantee it was declared with; at-most-once for broadcast
 * @param effect what the handler does
 * @param retry when a failed message is tried again; unused under at-most-once
 * @param whenExhausted what becomes of a message after the last attempt; unused under at-most-once
 * @param sessionTimeout how long after its consumer's death a message may wait to be redelivered
 */
public record ConsumeHop(
    String topic,
    Optional<String> group,
    Guarantee guarantee,
    CommitMode commitMode,
    Effect effect,
    Retry retry,
    WhenExhausted whenExhausted,
    Duration sessionTimeout) {

  /** What a broadcast subscription declares. */
  public static ConsumeHop broadcast(String topic) {
    return new ConsumeHop(
        topic,
        Optional.empty(),
        Guarantee.AT_MOST_ONCE,
        CommitMode.NEVER,
        Effect.none(),
        Retry.none(),
        WhenExhausted.stop(),
        Duration.ZERO);
  }

  /** The group's name, or {@code broadcast}. */
  String reader() {
    return group.orElse("broadcast");
  }
}
