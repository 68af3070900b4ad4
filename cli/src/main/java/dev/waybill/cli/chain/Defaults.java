package dev.waybill.cli.chain;

import dev.waybill.Retry;
import java.time.Duration;

/** What publishers and subscriptions are opened with unless the application says otherwise. */
final class Defaults {

  static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);
  static final Retry HANDLER_RETRY = Retry.exponential(Duration.ofMillis(100)).maxAttempts(5);

  private Defaults() {}
}
