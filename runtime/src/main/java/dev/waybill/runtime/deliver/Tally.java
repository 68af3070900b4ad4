package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.Counts;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one thread has counted. Only that thread writes, so counting is a plain store; anyone reads.
 */
final class Tally {

  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong deadLettered = new AtomicLong();

  void delivered() {
    add(delivered, 1);
  }

  void handled() {
    add(handled, 1);
  }

  void handled(int messages) {
    add(handled, messages);
  }

  void retried() {
    add(retried, 1);
  }

  void skipped() {
    add(skipped, 1);
  }

  void deadLettered() {
    add(deadLettered, 1);
  }

  static Counts sum(Collection<Tally> tallies) {
    long delivered = 0;
    long handled = 0;
    long retried = 0;
    long skipped = 0;
    long deadLettered = 0;
    for (Tally tally : tallies) {
      delivered += tally.delivered.get();
      handled += tally.handled.get();
      retried += tally.retried.get();
      skipped += tally.skipped.get();
      deadLettered += tally.deadLettered.get();
    }
    return new Counts(delivered, handled, retried, skipped, deadLettered);
  }

  private static void add(AtomicLong counter, long more) {
    counter.setRelease(counter.getPlain() + more);
  }
}
