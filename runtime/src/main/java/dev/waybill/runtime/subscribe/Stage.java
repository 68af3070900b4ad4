package dev.waybill.runtime.subscribe;

import dev.waybill.DeduplicationStore;
import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.Topic;
import dev.waybill.WhenExhausted;
import dev.waybill.WhenOvertaken;
import dev.waybill.error.RejectedException;
import dev.waybill.message.StartPosition;
import dev.waybill.runtime.deliver.SubscriptionSettings;
import dev.waybill.runtime.explain.CommitMode;
import dev.waybill.runtime.explain.ConsumeHop;
import dev.waybill.runtime.explain.Effect;
import dev.waybill.runtime.explain.Settling;
import dev.waybill.runtime.plan.SubscriptionDefaults;
import dev.waybill.runtime.topic.TopicRoute;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The options of a subscription, with their defaults. Not thread-safe.
 *
 * @param <S> the stage itself, as the caller sees it
 */
abstract class Stage<T, S> {

  /** A loop that waits for its handlers or the disk must not be taken for dead. */
  private static final Duration SHORTEST_SESSION = Duration.ofSeconds(1);

  private static final Duration LONGEST_SESSION = Duration.ofMinutes(30);
  private static final int MAX_LANES = 1024;
  private static final int MAX_BATCH_LIMIT = 1 << 20;

  final Topic<T> topic;
  final Optional<String> group;
  final Guarantee guarantee;
  final SubscriptionStarter starter;

  private StartPosition startAt;
  private int maxBatch;
  private Duration handlerTimeout = SubscriptionDefaults.HANDLER_TIMEOUT;
  private Duration sessionTimeout = SubscriptionDefaults.SESSION_TIMEOUT;
  private int lanes = 1;
  private Retry retry = SubscriptionDefaults.RETRY;
  private WhenExhausted whenExhausted = SubscriptionDefaults.WHEN_EXHAUSTED;
  private Optional<DeduplicationStore> deduplication = Optional.empty();
  private Duration commitEvery = SubscriptionDefaults.COMMIT_EVERY;
  private boolean manual;
  private WhenOvertaken whenOvertaken = WhenOvertaken.SKIP;

  Stage(Topic<T> topic, Optional<String> group, Guarantee guarantee, SubscriptionStarter starter) {
    this.topic = topic;
    this.group = group;
    this.guarantee = guarantee;
    this.starter = starter;
    this.startAt = group.isPresent() ? StartPosition.earliest() : StartPosition.latest();
    this.maxBatch = SubscriptionDefaults.maxBatch(guarantee);
  }

  abstract S self();

  public S startAt(StartPosition position) {
    startAt = Objects.requireNonNull(position, "position");
    return self();
  }

  public S maxBatch(int messages) {
    maxBatch = within("maxBatch", messages, MAX_BATCH_LIMIT);
    return self();
  }

  public S handlerTimeout(Duration timeout) {
    handlerTimeout = positive("handlerTimeout", timeout);
    return self();
  }

  public S whenOvertaken(WhenOvertaken choice) {
    whenOvertaken = Objects.requireNonNull(choice, "choice");
    return self();
  }

  public S sessionTimeout(Duration timeout) {
    if (timeout.compareTo(SHORTEST_SESSION) < 0 || timeout.compareTo(LONGEST_SESSION) > 0) {
      throw new RejectedException(
          "sessionTimeout: expected "
              + SHORTEST_SESSION
              + " to "
              + LONGEST_SESSION
              + ", found "
              + timeout
              + "; nothing was subscribed");
    }
    sessionTimeout = timeout;
    return self();
  }

  public S concurrency(int lanes) {
    this.lanes = within("concurrency", lanes, MAX_LANES);
    return self();
  }

  public S retry(Retry retry) {
    this.retry = Objects.requireNonNull(retry, "retry");
    return self();
  }

  public S whenExhausted(WhenExhausted choice) {
    whenExhausted = Objects.requireNonNull(choice, "choice");
    return self();
  }

  public S deduplicate(DeduplicationStore store) {
    deduplication = Optional.of(store);
    return self();
  }

  public S commitEvery(Duration interval) {
    commitEvery = positive("commitEvery", interval);
    return self();
  }

  public S commitManually() {
    manual = true;
    return self();
  }

  /** Plans the subscription; throws if it cannot be kept. */
  SubscriptionSettings<T> plan() {
    if (group.isPresent()) {
      checkGroup(group.get(), startAt);
      if (guarantee != Guarantee.AT_MOST_ONCE) {
        starter.planner().whenExhausted(topic.name(), group.get(), whenExhausted);
      }
    } else {
      starter.planner().broadcast(topic.name(), startAt);
    }
    if (deduplication.isPresent() && topic.idFunction().isEmpty()) {
      throw new RejectedException(
          "de-duplicating '"
              + topic.name()
              + "' needs message ids, found a topic without: nothing was subscribed; declare"
              + " Topic…id(…) here and where the messages are published");
    }
    TopicRoute route = starter.topics().route(topic);
    starter.footing().consume(topic.name(), group, guarantee, keepsPositionsInStore());
    return new SubscriptionSettings<>(
        topic,
        route,
        group,
        guarantee,
        startAt,
        maxBatch,
        handlerTimeout,
        sessionTimeout,
        lanes,
        guarantee == Guarantee.AT_MOST_ONCE ? Retry.none() : retry,
        guarantee == Guarantee.AT_MOST_ONCE ? WhenExhausted.stop() : whenExhausted,
        deduplication,
        commitEvery,
        manual,
        whenOvertaken);
  }

  /** Whether the engine can do what a group's member needs; throws if not. */
  void checkGroup(String group, StartPosition startAt) {
    starter.planner().consume(topic.name(), group, guarantee, startAt);
  }

  /** Whether positions are kept with the effects, outside of the engine. */
  boolean keepsPositionsInStore() {
    return false;
  }

  /** What the explainer is told. */
  ConsumeHop hop(Effect effect) {
    if (group.isEmpty()) {
      return ConsumeHop.broadcast(topic.name());
    }
    CommitMode mode =
        switch (guarantee) {
          case AT_MOST_ONCE -> CommitMode.BEFORE;
          case AT_LEAST_ONCE -> manual ? CommitMode.MANUAL : CommitMode.INTERVAL;
          case EXACTLY_ONCE -> CommitMode.IN_TRANSACTION;
        };
    return new ConsumeHop(
        topic.name(),
        group,
        guarantee,
        mode,
        effect,
        retry,
        whenExhausted,
        new Settling(
            handlerTimeout,
            commitEvery,
            sessionTimeout,
            (long) Settling.BATCHES_IN_FLIGHT
                * maxBatch
                * starter.topics().route(topic).partitionCount()));
  }

  /** What the handler's effect is known to be: de-duplicated, or nothing is known. */
  Effect knownEffect() {
    return deduplication
        .<Effect>map(store -> Effect.deduplicated(store.window()))
        .orElseGet(Effect::none);
  }

  private static int within(String name, int found, int max) {
    if (found < 1 || found > max) {
      throw new RejectedException(
          name + ": expected 1 to " + max + ", found " + found + "; nothing was subscribed");
    }
    return found;
  }

  static Duration positive(String name, Duration found) {
    if (found.isNegative() || found.isZero()) {
      throw new RejectedException(
          name + ": expected a positive duration, found " + found + "; nothing was subscribed");
    }
    return found;
  }
}
