package dev.waybill.runtime.explain;

import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.WhenExhausted;
import dev.waybill.effect.Outgoing;
import dev.waybill.runtime.plan.SubscriptionDefaults;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was declared for a subscription.
 *
 * @param group the group; empty: broadcast
 * @param guarantee the guarantee it was declared with; at-most-once for broadcast
 * @param effect what the handler does
 * @param retry when a failed message is tried again; unused under at-most-once
 * @param whenExhausted what becomes of a message after the last attempt; unused under at-most-once
 * @param settling how long a handled message may wait for the position to pass it
 */
public record ConsumeHop(
    String topic,
    Optional<String> group,
    Guarantee guarantee,
    CommitMode commitMode,
    Effect effect,
    Retry retry,
    WhenExhausted whenExhausted,
    Settling settling) {

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
        Settling.NEVER);
  }

  /** What a group declares that chooses nothing but the guarantee and what its handler does. */
  public static ConsumeHop byDefault(
      String topic, String group, Guarantee guarantee, CommitMode commitMode, Effect effect) {
    return new ConsumeHop(
        topic,
        Optional.of(group),
        guarantee,
        commitMode,
        effect,
        guarantee == Guarantee.AT_MOST_ONCE ? Retry.none() : SubscriptionDefaults.RETRY,
        SubscriptionDefaults.WHEN_EXHAUSTED,
        Settling.byDefault(guarantee));
  }

  /** The same, with what handlers were seen to write into an outbox beside their effect. */
  public ConsumeHop writing(Set<Outgoing> outgoing) {
    if (outgoing.isEmpty() || !(effect instanceof Effect.Database database)) {
      return this;
    }
    List<Outgoing> inOrder =
        outgoing.stream()
            .sorted(Comparator.comparing(Outgoing::topic).thenComparing(Outgoing::outbox))
            .toList();
    return new ConsumeHop(
        topic,
        group,
        guarantee,
        commitMode,
        new Effect.Database(database.ids(), inOrder),
        retry,
        whenExhausted,
        settling);
  }

  /** The longest that one message may take, all its attempts and the pauses between them. */
  Duration longestHandling() {
    return Durations.sum(
        Durations.times(settling.handlerTimeout(), retry.maxAttempts()), retry.longestTotalDelay());
  }

  /** The group's name, or {@code broadcast}. */
  String reader() {
    return group.orElse("broadcast");
  }
}
