package dev.waybill.runtime.plan;

import dev.waybill.Guarantee;
import dev.waybill.Retry;
import dev.waybill.WhenExhausted;
import java.time.Duration;

/** What a subscription is opened with unless the application says otherwise. */
public final class SubscriptionDefaults {

  public static final Retry RETRY = Retry.exponential(Duration.ofMillis(100)).maxAttempts(5);
  public static final WhenExhausted WHEN_EXHAUSTED = WhenExhausted.deadLetter();
  public static final Duration HANDLER_TIMEOUT = Duration.ofMinutes(5);
  public static final Duration COMMIT_EVERY = Duration.ofMillis(100);

  /** About how long a transaction of a store may take. */
  public static final Duration TRANSACTION_TIME = Duration.ofMillis(500);

  /** A member of which nothing is heard for so long loses its partitions. */
  public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

  /** Bound on messages of a partition in one poll, and so on what one commit may cover. */
  private static final int MAX_BATCH = 10_000;

  /** A commit before handling is waited for by everybody: it is spread over more messages. */
  private static final int MAX_BATCH_COMMITTED_FIRST = 65_536;

  private SubscriptionDefaults() {}

  /** Messages of a partition in one poll. */
  public static int maxBatch(Guarantee guarantee) {
    return guarantee == Guarantee.AT_MOST_ONCE ? MAX_BATCH_COMMITTED_FIRST : MAX_BATCH;
  }
}
