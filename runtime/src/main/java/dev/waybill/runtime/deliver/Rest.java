package dev.waybill.runtime.deliver;

import dev.waybill.error.WaybillException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rests that are taken when an engine or a database fails: longer each time until it answers
 * again. One thread.
 */
final class Rest {

  private static final Logger LOG = LoggerFactory.getLogger(Rest.class);

  private static final Duration FIRST = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Lifecycle lifecycle;
  private final FailureLog troubles;
  private Duration next = FIRST;

  Rest(String subscription, String what, Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
    this.troubles =
        new FailureLog(
            LOG,
            "Subscription "
                + subscription
                + " is held up by its "
                + what
                + " and tries again; nothing is lost");
  }

  /** Rests; shorter when the subscription's end begins. */
  void after(WaybillException failure) throws InterruptedException {
    noted(failure);
    lifecycle.awaitEnding(next);
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  /** Says so, without a rest. */
  void noted(WaybillException failure) {
    troubles.failed(failure);
  }

  /** It has answered. */
  void over() {
    next = FIRST;
  }
}
