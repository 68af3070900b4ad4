package dev.waybill.verifier.check;

import dev.waybill.Guarantee;
import dev.waybill.verifier.history.Event;
import dev.waybill.verifier.history.Promises.Order;
import dev.waybill.verifier.history.Recorded;
import java.util.HashMap;
import java.util.Map;

/**
 * A member's next delivery jumps over a message that is there, or goes back behind one it had, and
 * neither a seek nor an assignment, a crash, a failed handler or an aborted transaction lies
 * between.
 *
 * <p>Offsets have gaps: markers, aborted and compacted messages, messages that retention took
 * before a slow member came. So a jump is a skip only if it passes over a message that is visible
 * at rest. A group that promises at most once may skip. In a group that is ordered by key, keys may
 * overtake each other. A work queue has no order.
 */
final class SkippedOrBackwards extends Inspection {
  private static final int COLUMNS = 5;

  private final Sessions sessions;

  /** Jumps: the log's place, the offset before and the offset after, and their events. */
  private final PagedLongs jumps = new PagedLongs();

  private long count;
  private final Map<Place, PagedLongs> beforeOfKey = new HashMap<>();

  SkippedOrBackwards(Ledger ledger, Sessions sessions, Findings findings) {
    super(AnomalyKind.SKIPPED_OR_BACKWARDS, ledger, findings);
    this.sessions = sessions;
  }

  @Override
  void look(Recorded recorded, Event event) {
    sessions.see(recorded);
    if (!(event instanceof Event.Delivered delivered)) {
      return;
    }
    GroupLog log = ledger.log();
    long before = sessions.previous();
    if (sessions.wentBack()) {
      report(
          delivered.message(),
          "expected the next delivery to %s of %s after offset %d, found offset %d"
              .formatted(delivered.process(), log, before, delivered.offset()),
          sessions.previousEvent(),
          recorded.number());
    } else if (before >= -1
        && delivered.offset() > before + 1
        && log.promise.guarantee() != Guarantee.AT_MOST_ONCE) {
      long at = COLUMNS * count++;
      jumps.set(at, log.id);
      jumps.set(at + 1, before);
      jumps.set(at + 2, delivered.offset());
      jumps.set(at + 3, sessions.previousEvent());
      jumps.set(at + 4, recorded.number());
    }
  }

  @Override
  public void finish() {
    for (long at = 0; at < COLUMNS * count; at += COLUMNS) {
      GroupLog log = ledger.logs().get((int) jumps.get(at) - 1);
      long before = jumps.get(at + 1);
      long after = jumps.get(at + 2);
      long skipped =
          log.promise.order() == Order.KEY
              ? beforeOfKey.computeIfAbsent(log.place, this::chains).get(after) - 1
              : firstVisible(log.place, before + 1, after);
      if (skipped > before) {
        long message = log.place.messageAt(skipped);
        report(
            message,
            "expected message %d at offset %d of %s to be delivered, found a jump from offset %d to %d"
                .formatted(message, skipped, log, before, after),
            messages.readAt(message),
            jumps.get(at + 3),
            jumps.get(at + 4));
      }
    }
  }

  /** -1 for none. */
  static long firstVisible(Place place, long from, long until) {
    for (long offset = Math.max(from, place.start); offset < Math.min(until, place.end); offset++) {
      if (place.atRest(offset)) {
        return offset;
      }
    }
    return -1;
  }

  /** Offset to the visible offset before it of the same key + 1. */
  private PagedLongs chains(Place place) {
    PagedLongs chains = new PagedLongs();
    Map<Long, Long> last = new HashMap<>();
    place.messages.forEach(
        (offset, found) -> {
          long key = messages.key(found - 1);
          chains.set(offset, last.getOrDefault(key, -1L) + 1);
          if (place.atRest(offset)) {
            last.put(key, offset);
          }
        });
    return chains;
  }
}
