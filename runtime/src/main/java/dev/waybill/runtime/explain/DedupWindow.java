package dev.waybill.runtime.explain;

import dev.waybill.DeduplicationStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a store of message ids finds out, given how late a repeat may come.
 *
 * <pre>
 *   handled ├─ a message before it: attempts, pauses ─┼─ commit interval ─┼─ session timeout ─┤
 *           ├────────────────────── longest redelivery ───────────────────────────────────────┤
 *           ├────────────────────── longest redelivery ─────────────┼── publisher's retry window ──┤
 *           ├────────────── maxAge ───────────────…  must reach past them
 * </pre>
 *
 * <p>The position passes a message only after all before it. So a handled one waits for one of
 * another key that takes all its attempts to the timeout, and comes again if its consumer dies just
 * before the commit. Acknowledged by hand, it waits as long as the application likes.
 */
final class DedupWindow {

  private DedupWindow() {}

  /** How long after its first handling a message may come again; empty: there is no limit. */
  static Optional<Duration> longestRedelivery(ConsumeHop hop) {
    if (hop.commitMode() == CommitMode.MANUAL) {
      return Optional.empty();
    }
    Settling settling = hop.settling();
    return Optional.of(
        Durations.sum(
            hop.longestHandling(),
            Durations.sum(settling.commitEvery(), settling.sessionTimeout())));
  }

  /** How long after its first handling a copy that the publisher sent again may arrive. */
  static Optional<Duration> longestResend(PublishHop publisher, ConsumeHop hop) {
    return longestRedelivery(hop).map(longest -> Durations.sum(longest, publisher.retryWindow()));
  }

  /** Whether it remembers past that time, and all that is in flight at once. */
  private static boolean reaches(
      Optional<Duration> longest, ConsumeHop hop, DeduplicationStore.Window window) {
    return longest.isPresent()
        && window.maxAge().compareTo(longest.get()) >= 0
        && holdsWhatIsInFlight(hop, window);
  }

  /** Whether a copy that the publisher sends again meets the id of the first, if read at once. */
  static boolean reachesResend(PublishHop publisher, ConsumeHop hop, Effect.IdWindow ids) {
    return longestResend(publisher, hop)
        .filter(longest -> ids.idsKept().compareTo(longest) >= 0)
        .isPresent();
  }

  /**
   * How long ids must be kept so that they are there whenever a copy can still be read: as long as
   * the topic keeps it, and until it is handled or given up.
   */
  static Duration longestId(ConsumeHop hop, Effect.IdWindow ids) {
    return Durations.sum(ids.messagesKept(), hop.longestHandling());
  }

  static boolean idsOutlastMessages(ConsumeHop hop, Effect.IdWindow ids) {
    return ids.idsKept().compareTo(longestId(hop, ids)) >= 0;
  }

  static boolean holdsWhatIsInFlight(ConsumeHop hop, DeduplicationStore.Window window) {
    return window.maxIds() >= hop.settling().maxInFlight();
  }

  static Set<Repeat> removes(
      PublishHop publisher, ConsumeHop hop, DeduplicationStore.Window window) {
    Set<Repeat> removes = EnumSet.noneOf(Repeat.class);
    if (!publisher.hasId() || !reaches(longestRedelivery(hop), hop, window)) {
      return removes;
    }
    removes.add(Repeat.REDELIVERED);
    // Never REDELIVERED_AFTER_CRASH: effect and entry are two writes, and a process can die between
    // them. And what was handled before a restart, only a store that survives it can know.
    if (window.survivesRestart() && reaches(longestResend(publisher, hop), hop, window)) {
      removes.add(Repeat.RESENT);
      removes.add(Repeat.REPUBLISHED);
    }
    return removes;
  }
}
