package dev.waybill.runtime.deliver;

import dev.waybill.Subscription.Counts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;

/**
 * What one thread has counted. Only that thread writes, so counting is a plain store; anyone reads.
 */
final class Tally {

  private static final VarHandle DELIVERED = counter("delivered");
  private static final VarHandle HANDLED = counter("handled");
  private static final VarHandle RETRIED = counter("retried");
  private static final VarHandle SKIPPED = counter("skipped");
  private static final VarHandle DEAD_LETTERED = counter("deadLettered");

  private long delivered;
  private long handled;
  private long retried;
  private long skipped;
  private long deadLettered;

  void delivered() {
    DELIVERED.setRelease(this, delivered + 1);
  }

  void delivered(int messages) {
    DELIVERED.setRelease(this, delivered + messages);
  }

  void handled() {
    HANDLED.setRelease(this, handled + 1);
  }

  void handled(int messages) {
    HANDLED.setRelease(this, handled + messages);
  }

  void retried() {
    RETRIED.setRelease(this, retried + 1);
  }

  void skipped() {
    SKIPPED.setRelease(this, skipped + 1);
  }

  void deadLettered() {
    DEAD_LETTERED.setRelease(this, deadLettered + 1);
  }

  static Counts sum(Collection<Tally> tallies) {
    long delivered = 0;
    long handled = 0;
    long retried = 0;
    long skipped = 0;
    long deadLettered = 0;
    for (Tally tally : tallies) {
      delivered += (long) DELIVERED.getAcquire(tally);
      handled += (long) HANDLED.getAcquire(tally);
      retried += (long) RETRIED.getAcquire(tally);
      skipped += (long) SKIPPED.getAcquire(tally);
      deadLettered += (long) DEAD_LETTERED.getAcquire(tally);
    }
    return new Counts(delivered, handled, retried, skipped, deadLettered);
  }

  private static VarHandle counter(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Tally.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
