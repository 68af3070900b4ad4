package dev.waybill.runtime.explain;

import dev.waybill.DeduplicationStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a store of message ids finds out, given how late a repeat may come.
 *
 * <pre>
 *   first copy handled ├────── longest redelivery ──────┤            retries and session timeout
 *                      ├────── longest redelivery ──────┼── publisher's retry window ──┤
 *                      ├────────────── maxAge ───────────────…  must reach past them
 * </pre>
 */
final class DedupWindow {

  private DedupWindow() {}

  /** How long after its first handling a message may be delivered again to a living group. */
  static Duration longestRedelivery(ConsumeHop hop) {
    return saturatedSum(hop.retry().longestTotalDelay(), hop.sessionTimeout());
  }

  /** How long after its first handling a copy that the publisher sent again may arrive. */
  static Duration longestResend(PublishHop publisher, ConsumeHop hop) {
    return saturatedSum(longestRedelivery(hop), publisher.retryWindow());
  }

  static Set<Repeat> removes(
      PublishHop publisher, ConsumeHop hop, DeduplicationStore.Window window) {
    Set<Repeat> removes = EnumSet.noneOf(Repeat.class);
    if (!publisher.hasId() || window.maxAge().compareTo(longestRedelivery(hop)) < 0) {
      return removes;
    }
    removes.add(Repeat.REDELIVERED);
    // Never REDELIVERED_AFTER_CRASH: effect and entry are two writes, and a process can die between
    // them. And what was handled before a restart, only a store that survives it can know.
    if (window.survivesRestart() && window.maxAge().compareTo(longestResend(publisher, hop)) >= 0) {
      removes.add(Repeat.RESENT);
      removes.add(Repeat.REPUBLISHED);
    }
    return removes;
  }

  private static Duration saturatedSum(Duration a, Duration b) {
    long millis = a.toMillis() + b.toMillis();
    return Duration.ofMillis(millis < 0 ? Long.MAX_VALUE : millis);
  }
}
